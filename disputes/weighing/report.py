"""How the estimates have done: of what was thought so likely, how much was won; and whether advice was followed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from disputes.models import Appraisal, WeighingTally
from disputes.weighing.chance import WHOLE, Chance, interval_of
from disputes.weighing.tally import BANDS

FEWEST = 5
"""With fewer cases than that, a share says nothing of the estimate."""


@dataclass(frozen=True, slots=True)
class Band:
    """Disputes whose chance was estimated between `begins` and `ends` of ten thousand. `won` with its interval."""

    begins: int
    ends: int
    cases: int
    won: int
    estimated: int
    seen: Chance

    @property
    def share(self) -> int | None:
        return round(self.won * WHOLE / self.cases) if self.cases else None

    @property
    def verdict(self) -> str:
        """ "few", "fits", or whether the estimate was too "high" or too "low" for what came."""
        if self.cases < FEWEST:
            return "few"
        if self.estimated > self.seen.high:
            return "high"
        return "low" if self.estimated < self.seen.low else "fits"


@dataclass(frozen=True, slots=True)
class Followed:
    """What people decided on an advice, and how many of those disputes are won, lost, or still open or otherwise."""

    advice: str
    decision: str
    won: int
    lost: int
    other: int

    @property
    def as_advised(self) -> bool:
        return (self.decision == Appraisal.Decision.FIGHT) == (self.advice == Appraisal.Advice.FIGHT)

    @property
    def words(self) -> tuple[str, str]:
        return str(Appraisal.Advice(self.advice).label), str(Appraisal.Decision(self.decision).label)


def bands_of(tally: WeighingTally) -> Sequence[Band]:
    """Every band, the empty ones too."""
    known = {band: (cases, won, estimated) for band, cases, won, estimated in tally.bands}
    width = WHOLE // BANDS
    return [_band(place * width, (place + 1) * width, *known.get(place, (0, 0, 0))) for place in range(BANDS)]


def _band(begins: int, ends: int, cases: int, won: int, estimated: int) -> Band:
    middle = round(estimated / cases) if cases else (begins + ends) // 2
    return Band(begins, ends, cases, won, middle, interval_of(won, cases - won))


def followed_of(tally: WeighingTally) -> Sequence[Followed]:
    sums: dict[tuple[str, str], dict[str, int]] = {}
    for advice, decision, state, cases in tally.advice:
        found = sums.setdefault((advice, decision), {"won": 0, "lost": 0, "other": 0})
        found[state if state in ("won", "lost") else "other"] += cases
    return [Followed(advice, decision, **counted) for (advice, decision), counted in sorted(sums.items())]
