"""The chance to win a dispute by the shop's own history, honest where the cases are few.

Cases of the same reason, network and evidence say most; where they are few, those of the same reason and network,
of the same reason, and all others say the rest. What lies further away never counts for more than MOST_BORROWED cases,
and each case counts once. With no history at all the chance is anything: one half, with the widest of intervals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from disputes.weighing.beta import quantile

WHOLE = 10_000
"""Chances are whole numbers: so many of ten thousand."""

MOST_BORROWED = 8.0
WITHIN = 0.90
"""How sure the interval is."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How disputes of one kind ended after an answer of ours. `strength` is empty where nobody weighed the evidence."""

    category: str
    network: str
    strength: str
    won: int
    lost: int


@dataclass(frozen=True, slots=True)
class Level:
    """What one step of the way to the chance rests on: all its cases, the more exact ones among them included."""

    name: str
    won: int
    lost: int

    @property
    def cases(self) -> int:
        return self.won + self.lost


@dataclass(frozen=True, slots=True)
class Chance:
    """Of ten thousand such disputes so many are won; with WITHIN certainty between `low` and `high`."""

    likely: int
    low: int
    high: int
    levels: Sequence[Level] = ()

    @property
    def cases(self) -> int:
        """How many ended disputes there are at all."""
        return self.levels[0].cases if self.levels else 0


NONE = Chance(0, 0, 0)
"""The network turns no such case."""


def chance_of(cells: Iterable[Cell], category: str, network: str, strength: str) -> Chance:
    """The chance for this kind of dispute; without a `strength` that of its reason and network."""
    known = list(cells)
    around: list[tuple[str, list[Cell]]] = [("all", known)]
    around.append(("reason", [cell for cell in known if cell.category == category]))
    around.append(("network", [cell for cell in around[-1][1] if cell.network == network]))
    if strength:
        around.append(("evidence", [cell for cell in around[-1][1] if cell.strength == strength]))
    levels = [Level(name, sum(cell.won for cell in of), sum(cell.lost for cell in of)) for name, of in around]
    return _chance(*_narrowed(levels), levels)


def interval_of(won: int, lost: int) -> Chance:
    """What so many won and lost say by themselves."""
    return _chance(1.0 + won, 1.0 + lost, [])


def _narrowed(levels: Sequence[Level]) -> tuple[float, float]:
    """Go from all cases to the most exact: at each step take along no more than MOST_BORROWED of what was known."""
    a, b = 1.0, 1.0
    for step, level in enumerate(levels):
        inner = levels[step + 1] if step + 1 < len(levels) else Level("", 0, 0)
        share = min(1.0, MOST_BORROWED / (a + b))
        a = a * share + level.won - inner.won
        b = b * share + level.lost - inner.lost
    return a, b


def _chance(a: float, b: float, levels: Sequence[Level]) -> Chance:
    tail = (1 - WITHIN) / 2
    return Chance(_of_whole(a / (a + b)), _of_whole(quantile(tail, a, b)), _of_whole(quantile(1 - tail, a, b)), levels)


def _of_whole(share: float) -> int:
    return round(share * WHOLE)
