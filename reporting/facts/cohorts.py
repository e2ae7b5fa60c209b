"""Refunds by the month in which their payments were captured, and how many months later they were paid."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from reporting.facts.read import read
from reporting.facts.slices import Slice
from reporting.models import FiguresState


class CohortRow(NamedTuple):
    """Money in minor units. `months_since` is 0 in the month of the capture itself."""

    currency: str
    captured_month: date
    months_since: int
    refunded: int
    came_back: int
    refunds: int
    reversals: int


def cohorts(asked: Slice, *, quickly: bool = False, state: FiguresState | None = None) -> list[CohortRow]:
    """What was paid back in a slice, by month of capture and months since, in that order. See `read` for the others."""
    sums: dict[tuple[str, date, int], list[int]] = {}
    for row in read(asked, ("month", "bought"), CohortRow._fields[3:], quickly=quickly, state=state):
        bought = date.fromisoformat(f"{row.key['bought']}-01")
        key = row.currency, bought, months_between(bought, row.key["month"])
        found = sums.setdefault(key, [0, 0, 0, 0])
        for place, value in enumerate(row.values.values()):
            found[place] += value
    return [CohortRow(*key, *values) for key, values in sorted(sums.items())]


def months_between(earlier: date, later: date) -> int:
    return 12 * (later.year - earlier.year) + later.month - earlier.month
