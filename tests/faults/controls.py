"""The control builds: the same gateways, the same judge, and a house with a known mistake. The judge must find it."""

from __future__ import annotations

from tests.faults import results
from tests.faults.house import running
from tests.faults.stage import Stage

BUILDS = ("new key per run", "silence is a failure")
INCLUDED = "refunds.tasks,tests.faults.control_builds"
LOST_ANSWERS = 0.3
"""No webhook comes either: it would tell of the refund before the mistake is made."""
DONE_WITHIN_SECONDS = 60


def run(stage: Stage, refunds: int) -> bool:
    """Let each build settle refunds of which some answers get lost; pass if each of them is found out."""
    found_out = [_is_found_out(stage, build, refunds) for build in BUILDS]
    return all(found_out)


def _is_found_out(stage: Stage, build: str, refunds: int) -> bool:
    from tests.bench import settling

    batch = build.replace(" ", "-")
    before = set(stage.judge().doubled)
    stage.all_is_well()
    stage.fakes.set_faults("stripe", reset_after=LOST_ANSWERS, webhook_lost=1)
    stage.payments(refunds, batch, ("stripe",))
    settling.approve_all(batch, refunds)
    stage.accepted += stage.references(batch)
    with running(stage.house, include=INCLUDED, environment={"CONTROL_BUILD": build}):
        stage.wait_until_done(DONE_WITHIN_SECONDS)
    found = stage.judge()
    doubled = set(found.doubled) - before
    results.keep(f"control: {build}", bool(doubled), refunds=refunds, doubled=len(doubled), found=found.counts())
    return bool(doubled)
