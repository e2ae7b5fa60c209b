"""Run R6: one gateway stops answering in every way that it can. It alone is left alone; the others do not notice."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.faults import results
from tests.faults.arrivals import arriving
from tests.faults.stage import Stage, p95

ILL, WELL = "stripe", ("paypal", "adyen")
PER_SECOND = 10
"""So few that two cores, which carry clients and gateways too, have room: who waits for whom is measured, not how much
the machine bears.
"""
OPENS_WITHIN_SECONDS = 10
GROWS_BY_AT_MOST = 1.2
SPARE_SECONDS = 0.5
"""What is too short to tell from the chances of a busy machine."""
RESOLVED_WITHIN_SECONDS = 300


@dataclass(frozen=True)
class BrownOut:
    """The kinds and how long each lasts; before it, as long as `calm_seconds`, it is seen how things usually go."""

    calm_seconds: float = 60
    kinds: Sequence[tuple[str, float]] = (("timeouts", 120), ("unavailable", 300), ("storm", 60), ("slow", 60))


def run(stage: Stage, size: BrownOut) -> bool:
    stage.all_is_well()
    opened: dict[str, float] = {}
    with stage.at_work() as _supervisor:
        _at_pace(stage, "warm", 5)
        _at_pace(stage, "calm", size.calm_seconds)
        for kind, seconds in size.kinds:
            opened[kind] = _ill(stage, kind, seconds)
        began = time.monotonic()
        stage.wait_until_done(RESOLVED_WITHIN_SECONDS)
        resolved = time.monotonic() - began
    usual = _p95_of_others(stage, "calm")
    while_ill = {kind: _p95_of_others(stage, kind) for kind, _seconds in size.kinds}
    found = stage.judge()
    passed = (
        not found
        and resolved < RESOLVED_WITHIN_SECONDS
        and all(
            0 <= seconds <= OPENS_WITHIN_SECONDS * stage.patience for kind, seconds in opened.items() if kind != "storm"
        )
        and (not stage.is_whole or all(_is_as_usual(seconds, usual) for seconds in while_ill.values()))
    )
    results.keep(
        "R6 brown-out",
        passed,
        breaker_opened_after_seconds=opened,
        others_p95_seconds={"calm": usual, **while_ill},
        resolved_after_seconds=round(resolved, 1),
        states=stage.states(),
        found=found.counts(),
    )
    if found:
        print(found)
    return passed


def _is_as_usual(seconds: float, usual: float) -> bool:
    return seconds <= max(usual * GROWS_BY_AT_MOST, usual + SPARE_SECONDS)


def _ill(stage: Stage, kind: str, seconds: float) -> float:
    """Let the gateway be ill so long; return how soon it was left alone, -1 for never. Asked to wait, it is at once."""
    from refunds.flow.gate import standing_of

    wishes = stage.payments(int(PER_SECOND * max(seconds, OPENS_WITHIN_SECONDS)), kind)
    clients = stage.clients()
    stage.fakes.brown_out(ILL, kind)
    began, opened = time.monotonic(), -1.0
    with arriving(clients, wishes, PER_SECOND):
        longest = max(seconds, OPENS_WITHIN_SECONDS * stage.patience)
        while (ill := time.monotonic() - began) < seconds or (opened < 0 and ill < longest):
            if opened < 0 and standing_of(ILL).is_closed:
                opened = round(ill, 1)
            time.sleep(0.1)
    stage.accepted += clients.accepted.values()
    stage.fakes.brown_out(ILL, "")
    return opened


def _at_pace(stage: Stage, batch: str, seconds: float) -> None:
    clients = stage.clients()
    clients.send(stage.payments(int(PER_SECOND * seconds), batch), PER_SECOND)
    stage.accepted += clients.accepted.values()
    stage.wait_until_done(30)


def _p95_of_others(stage: Stage, batch: str) -> float:
    return p95([seconds for gateway in WELL for seconds in stage.seconds_to_settle(batch, gateway)])
