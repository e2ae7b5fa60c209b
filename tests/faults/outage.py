"""The broker is emptied and the database crashes in the middle of many refunds. All must settle by themselves.

Run as `python -m tests.faults.outage [refunds]`; prints what was found and ends with 0 only if every promise held.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.faults.house import House, house_in, running

SETTLED_WITHIN_SECONDS = 240


def main(refunds: int) -> int:
    with tempfile.TemporaryDirectory(prefix="recourse-outage-") as folder:
        Path(folder).chmod(0o755)
        with house_in(Path(folder)) as house:
            return judge_run(house, refunds)


def judge_run(house: House, refunds: int) -> int:
    """Approve the refunds while worker and engines are hurt, wait, and let the judge speak."""
        from tests.faults.crowd_of_refunds import approve_many, judged, paid_at_sandbox, settled, waiting_refunds

    waiting = waiting_refunds(refunds)
    with running(house):
        third = refunds // 3
        approve_many(waiting[:third])
        house.empty_the_broker()
        approve_many(waiting[third : 2 * third])
        house.crash_the_database()
        approve_many(waiting[2 * third :])
        house.empty_the_broker()
        deadline = time.monotonic() + SETTLED_WITHIN_SECONDS
        while settled() < refunds and time.monotonic() < deadline:
            time.sleep(0.5)
    findings = judged(paid_at_sandbox())
    passed = settled()
    print(f"findings: {findings}")
    print(f"{passed} passed, {refunds - passed} failed")
    return int(bool(findings) or passed != refunds)


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
