"""The command line. Prints `listening on PORT` once requests are taken."""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path
from typing import Any

from tests.faults.fake_gateways.accounts import GATEWAYS
from tests.faults.fake_gateways.program import Options, run
from tests.faults.fake_gateways.rules import NAMED


def options() -> Options:
    parser = argparse.ArgumentParser(prog="fake_gateways", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--ledger", type=Path, required=True, help="a new SQLite file")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--latency-ms", type=float, default=0)
    parser.add_argument("--faults", default="none", help=f"a JSON file, JSON itself, or one of {', '.join(NAMED)}")
    parser.add_argument("--webhooks-to", default="", help="the address before the account's name, such as .../webhooks")
    parser.add_argument("--ends-with-parent", action="store_true", help="end when the process that started it has")
    said = parser.parse_args()
    addresses = {code: f"{said.webhooks_to.rstrip('/')}/{code}/" for code in GATEWAYS} if said.webhooks_to else {}
    rules = _rules(said.faults, said.latency_ms)
    return Options(said.port, said.ledger, said.seed, rules, addresses, said.ends_with_parent)


def _rules(faults: str, latency_ms: float) -> dict[str, Any]:
    """Read the rules; the latency of the command line is that of all gateways for which they say nothing else."""
    told = NAMED.get(faults)
    if told is None:
        told = json.loads(faults if faults.lstrip().startswith("{") else Path(faults).read_text())
    by_gateway = told if set(told) <= {"all", *GATEWAYS} else {"all": told}
    return {**by_gateway, "all": {"latency_ms": latency_ms, **by_gateway.get("all", {})}}


def main() -> None:
    asyncio.run(run(options(), lambda port: print(f"listening on {port}", flush=True)))


if __name__ == "__main__":
    main()
