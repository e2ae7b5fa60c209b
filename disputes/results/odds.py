"""How sure a share is: Wilson's interval, which stays honest where there are few cases, none, or only one kind."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

SURE = 1.96
"""Ninety-five of a hundred."""
FEW = 10
"""Below so many cases a share says little, and the page says so."""


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `cases`, and between which shares the true one lies, with 95 % confidence."""

    hits: int
    cases: int
    low: float
    high: float

    @property
    def is_few(self) -> bool:
        return self.cases < FEW

    @property
    def rate(self) -> float | None:
        """None where there is no case at all."""
        return self.hits / self.cases if self.cases else None


def share(hits: int, cases: int) -> Share:
    """Wilson's score interval (E. B. Wilson, 1927). Without a case anything may be true: 0 to 1."""
    if cases <= 0:
        return Share(0, 0, 0.0, 1.0)
    rate, z2 = hits / cases, SURE * SURE
    middle = (rate + z2 / (2 * cases)) / (1 + z2 / cases)
    half = SURE * sqrt(rate * (1 - rate) / cases + z2 / (4 * cases * cases)) / (1 + z2 / cases)
    return Share(hits, cases, max(0.0, middle - half), min(1.0, middle + half))
