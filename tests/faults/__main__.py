"""`python -m tests.faults [run ...] [--seed 1]`: play runs one after the other in one house.

Without names every run is played; sizes come from the environment. Figures go to test-results/faults.json, and the last
line is `N passed, N failed`.
"""

from __future__ import annotations

import argparse
import traceback
from collections.abc import Callable

from tests.faults import brown_out, chaos, controls, engines_hurt, flood
from tests.faults.stage import Stage, seconds_of, stage, whole

Run = Callable[[Stage, int], bool]


def play_chaos(play: Stage, seed: int) -> bool:
    refunds = whole("CHAOS_REFUNDS", 60)
    few = refunds < 1_000
    pace = (10, 14, 18) if few else (3, 40, 55)
    size = chaos.Size(
        refunds,
        kill_seconds=seconds_of("CHAOS_KILL_SECONDS", pace[0]),
        broker_seconds=seconds_of("CHAOS_BROKER_SECONDS", pace[1]),
        database_seconds=seconds_of("CHAOS_DATABASE_SECONDS", pace[2]),
        workers=whole("CHAOS_WORKERS", 2),
        parents=1 if few else 2,
        per_second=seconds_of("CHAOS_PER_SECOND", chaos.PER_SECOND),
        within_seconds=seconds_of("CHAOS_SECONDS", chaos.DONE_WITHIN_SECONDS),
    )
    return chaos.run(play, size, seed)


def play_webhooks(play: Stage, seed: int) -> bool:
    deliveries = whole("WEBHOOK_DELIVERIES", 300)
    size = flood.Flood(deliveries, refunds=max(30, deliveries * 9 // 100), forged=max(30, deliveries * 1_050 // 20_000))
    return flood.run(play, size, seed)


def play_broker(play: Stage, seed: int) -> bool:
    return engines_hurt.hurt_the_broker(play, _blows(play))


def play_database(play: Stage, seed: int) -> bool:
    return engines_hurt.hurt_the_database(play, _blows(play))


def play_brown_out(play: Stage, seed: int) -> bool:
    if play.is_whole:
        return brown_out.run(play, brown_out.BrownOut())
    return brown_out.run(play, brown_out.BrownOut(calm_seconds=3, kinds=[("unavailable", 6)]))


def play_controls(play: Stage, seed: int) -> bool:
    return controls.run(play, whole("CONTROL_REFUNDS", 20))


def _blows(play: Stage) -> engines_hurt.Blows:
    if play.is_whole:
        return engines_hurt.Blows()
    return engines_hurt.Blows(
        broker_killed=1,
        broker_paused_seconds=2,
        broker_half_open_seconds=4,
        database_crashed=1,
        backends_killed=5,
        pool_exhausted_seconds=3,
    )


RUNS: dict[str, Run] = {
    "chaos": play_chaos,
    "webhooks": play_webhooks,
    "broker": play_broker,
    "database": play_database,
    "brown-out": play_brown_out,
    "controls": play_controls,
}
"""The controls come last: what they break stays broken."""


def _played(name: str, play: Stage, seed: int) -> bool:
    """What breaks one run does not keep the next from being played."""
    try:
        return RUNS[name](play, seed)
    except Exception:
        traceback.print_exc()
        return False


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("runs", nargs="*", metavar="|".join(RUNS))
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    wanted = [name for name in RUNS if name in (asked.runs or RUNS)]
    with stage(asked.seed) as play:
        passed = sum(_played(name, play, asked.seed) for name in wanted)
    print(f"{passed} passed, {len(wanted) - passed} failed")
    return int(passed != len(wanted))


if __name__ == "__main__":
    raise SystemExit(main())
