"""Run R1: refunds arrive over HTTP at three gateways while everything goes wrong that can, and all must come right."""

from __future__ import annotations

import time
from dataclasses import dataclass

from tests.faults import results
from tests.faults.fake_gateways.rules import NAMED
from tests.faults.mishaps import Mishaps, going_on
from tests.faults.stage import HOLD_MS, Stage, p95

PER_SECOND = 40
DONE_WITHIN_SECONDS = 480
DRAINED_WITHIN_SECONDS = 600
"""What did not come in its time has failed it. It is still let to its end without mishaps, so that the judge can tell
what was slow from what was lost."""
LOST_AGAIN_MS = 10_000
"""Adyen cannot be asked. It sends a webhook until it is taken, so what is lost of it comes later."""


@dataclass(frozen=True)
class Size:
    """How much and how fast. A short run loses its engines more often, so that it does at all. What is killed needs
    some seconds to come back on a busy machine: killed more often, nothing would ever be done."""

    refunds: int
    kill_seconds: float = 3
    broker_seconds: float = 40
    database_seconds: float = 55
    workers: int = 2
    parents: int = 2
    per_second: float = PER_SECOND
    within_seconds: float = DONE_WITHIN_SECONDS


def run(stage: Stage, size: Size, seed: int, batch: str = "chaos") -> bool:
    """Let the refunds come while mishaps go on until the last is done; then let the judge speak."""
    stage.all_is_well()
    stage.fakes.set_faults(**NAMED["chaos"], hold_ms=HOLD_MS)
    stage.fakes.set_faults("adyen", lost_again_ms=LOST_AGAIN_MS)
    wishes = stage.payments(size.refunds, batch)
    clients = stage.clients()
    with stage.at_work(size.workers, size.parents) as supervisor:
        paces = (size.kill_seconds, size.broker_seconds, size.database_seconds)
        mishaps = Mishaps(stage.house, supervisor, seed, *paces)
        began = time.monotonic()
        with going_on(mishaps):
            clients.send(wishes, size.per_second, size.within_seconds)
            stage.wait_until_done(size.within_seconds - clients.took_seconds)
        took, in_time = time.monotonic() - began, len(clients.accepted)
        clients.hear_out()
        after_the_clock = stage.wait_until_done(DRAINED_WITHIN_SECONDS)
    stage.accepted += clients.accepted.values()
    found = stage.judge()
    passed = not found and in_time == size.refunds and took <= size.within_seconds
    results.keep(
        "R1 chaos",
        passed,
        seed=seed,
        refunds=size.refunds,
        within_seconds=size.within_seconds,
        seconds=round(took, 1),
        in_time=in_time,
        after_the_clock_seconds=round(after_the_clock, 1),
        arrived_per_second=round(in_time / clients.took_seconds, 1),
        settled_per_second=round(len(clients.accepted) / (took + after_the_clock), 1),
        answers_to_clients=dict(clients.answers),
        yes_p95_seconds=p95(clients.seconds_to_yes),
        settled_p95_seconds=p95(stage.seconds_to_settle(batch)),
        states=stage.states(),
        found=found.counts(),
        mishaps=dict(mishaps.happened),
        gateways=calls(stage),
    )
    if found:
        print(found)
    return passed


def calls(stage: Stage) -> dict[str, int]:
    """What the gateways did to us, and how much they were asked."""
    faults = dict(stage.fakes.rows("SELECT fault, count(*) FROM request WHERE fault <> '' GROUP BY 1"))
    hooks = dict(stage.fakes.rows("SELECT 'webhook ' || fault, count(*) FROM webhook WHERE fault <> '' GROUP BY 1"))
    kinds = "CASE WHEN method = 'POST' AND reference <> '' THEN 'sends' ELSE 'questions' END"
    asked = dict(stage.fakes.rows(f"SELECT {kinds}, count(*) FROM request GROUP BY 1"))
    sent = dict(stage.fakes.rows("SELECT 'webhooks', count(*) FROM webhook"))
    return {**asked, **sent, **faults, **hooks}
