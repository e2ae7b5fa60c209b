"""The weeks that forecasts learn from, as lists: whole weeks of the shop, oldest first, minor units.

Read by the worker only. Sums are those of reporting.facts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Sum

from customers.shop_days import Period
from refunds.models import Refund
from reporting.facts.read import read
from reporting.facts.slices import Slice

MOST_WEEKS = 208
MEASURES = ("refunded", "charged_back", "gross")
SIDES = ("reason", "product", "country", "account")
MOST_VALUES = 200
"""Values of a side that are followed; the rest is no single part of anything."""


@dataclass(frozen=True, slots=True)
class History:
    """`series[currency][measure]` has a figure for every week in `weeks` (their Mondays)."""

    weeks: list[date]
    series: dict[str, dict[str, list[int]]] = field(default_factory=dict)

    @property
    def period(self) -> Period:
        return Period(self.weeks[0], self.weeks[-1] + timedelta(days=6))


def read_history(until_on: date) -> History:
    """All whole weeks before `until_on`, from the first in which anything was captured or went back."""
    longest = Period(until_on - timedelta(weeks=MOST_WEEKS), until_on - timedelta(days=1))
    rows = read(Slice(longest), ("week",), MEASURES)
    if not rows:
        return History([])
    first = min(row.key["week"] for row in rows)
    weeks = [first + timedelta(weeks=number) for number in range((until_on - first).days // 7)]
    place = {week: number for number, week in enumerate(weeks)}
    history = History(weeks)
    for row in rows:
        series = history.series.setdefault(row.currency, {name: [0] * len(weeks) for name in MEASURES})
        for name in MEASURES:
            series[name][place[row.key["week"]]] += row.values[name]
    return history


def read_sides(history: History, measure: str, currency: str, last_weeks: int) -> dict[str, dict[str, list[int]]]:
    """`sides[side][value]`: the measure in each of the last weeks, told apart by reason, product, country, account."""
    weeks = history.weeks[-last_weeks:]
    place = {week: number for number, week in enumerate(weeks)}
    asked = Slice(Period(weeks[0], history.period.last_on), {"currency": (currency,)})
    sides: dict[str, dict[str, list[int]]] = {}
    for side in SIDES:
        by_value: dict[str, list[int]] = {}
        for row in read(asked, ("week", side), (measure,)):
            if row.key[side]:
                by_value.setdefault(row.key[side], [0] * len(weeks))[place[row.key["week"]]] += row.values[measure]
        largest = sorted(by_value, key=lambda value: -sum(by_value[value]))[:MOST_VALUES]
        sides[side] = {value: by_value[value] for value in largest}
    return sides


def waiting_minor(currency: str) -> int:
    """What is approved, or on its way, and has not gone out yet."""
    leaving = Refund.objects.filter(state__in=(Refund.State.APPROVED, Refund.State.PROCESSING), currency=currency)
    return leaving.aggregate(total=Sum("amount_minor"))["total"] or 0
