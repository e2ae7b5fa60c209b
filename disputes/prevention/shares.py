"""A share out of few cases, honest about how few: a beta prior of whole numbers, and the interval that is left."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, fsum, lgamma, log

_STEPS = 40


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
    return Share(hits, cases, prior, a / (a + b), _quantile(0.025, a, b), _quantile(0.975, a, b))


def _quantile(share: float, a: int, b: int) -> float:
    low, high = 0.0, 1.0
    for _step in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _below(middle, a, b) < share else (low, middle)
    return (low + high) / 2


def _below(x: float, a: int, b: int) -> float:
    """P(Beta(a, b) < x), which for whole numbers is the chance of at least `a` hits in a + b - 1 throws."""
    if not 0 < x < 1:
        return float(x >= 1)
    n = a + b - 1
    on, off, whole = log(x), log(1 - x), lgamma(n + 1)
    return fsum(exp(whole - lgamma(k + 1) - lgamma(n - k + 1) + k * on + (n - k) * off) for k in range(a, n + 1))
