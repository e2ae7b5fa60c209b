"""A share out of few cases, honest about how few: a beta prior of whole numbers, and the interval that is left."""

from __future__ import annotations

from dataclasses import dataclass

from disputes.weighing.beta import quantile


@dataclass(frozen=True, slots=True)
class Prior:
    """What is assumed before there are own cases: as if `hits` of `hits + misses` had been seen. `source` says why."""

    hits: int
    misses: int
    source: str


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `cases` of our own, with the prior: `mean` is the best guess; 95 in 100 times it is `low` to `high`."""

    hits: int
    cases: int
    prior: Prior
    mean: float
    low: float
    high: float

    @property
    def percents(self) -> tuple[int, int, int]:
        """Best guess, low and high in whole percents, for people."""
        return round(100 * self.mean), round(100 * self.low), round(100 * self.high)


def share_of(hits: int, cases: int, prior: Prior) -> Share:
    a, b = hits + prior.hits, cases - hits + prior.misses
    return Share(hits, cases, prior, a / (a + b), quantile(0.025, a, b), quantile(0.975, a, b))
