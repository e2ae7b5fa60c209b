"""The weeks that forecasts learn from, as lists: whole weeks of the shop, oldest first, minor units.

Read by the worker only. Sums are those of reporting.facts; how old a sale was when it went back is read here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
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

AGES = 26
MOST_GROUPS = 4


@dataclass(frozen=True, slots=True)
class History:
    """`series[currency][measure]` has a figure for every week in `weeks` (their Mondays)."""

    weeks: list[date]
    series: dict[str, dict[str, list[int]]] = field(default_factory=dict)

    @property
    def period(self) -> Period:
        return Period(self.weeks[0], self.weeks[-1] + timedelta(days=6))


@dataclass(frozen=True, slots=True)
class Triangle:
    """`sold[group][week]`, and `back[group][week of sale][age in weeks]`."""

    sold: list[list[int]]
    back: list[list[list[int]]]


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


def read_triangle(history: History, measure: str, currency: str) -> Triangle:
    """Sales by product group and week, and what of them went back at which age."""
    days = {"start": history.period.start, "end": history.period.end, "currency": currency}
    sold = _cells(_SOLD, days)
    groups = _largest(sold)
    count = len(history.weeks)
    triangle = Triangle([[0] * count for _ in groups], [[[0] * AGES for _ in range(count)] for _ in groups])
    for group, week, amount in sold:
        triangle.sold[groups.index(_known(group, groups))][_number(history, week)] += int(amount)
    for group, week, back_week, amount in _cells(_BACK[measure], days):
        age = min((back_week - week).days // 7, AGES - 1)
        if age >= 0:
            triangle.back[groups.index(_known(group, groups))][_number(history, week)][age] += int(amount)
    return triangle


def waiting_minor(currency: str) -> int:
    """What is approved, or on its way, and has not gone out yet."""
    leaving = Refund.objects.filter(state__in=(Refund.State.APPROVED, Refund.State.PROCESSING), currency=currency)
    return leaving.aggregate(total=Sum("amount_minor"))["total"] or 0


def _largest(sold: Iterable[tuple[Any, ...]]) -> list[str]:
    sums: dict[str, int] = {}
    for group, _week, amount in sold:
        sums[group] = sums.get(group, 0) + int(amount)
    return sorted(sums, key=lambda group: -sums[group])[:MOST_GROUPS] or [""]


def _known(group: str, groups: list[str]) -> str:
    """Small groups count with the largest one."""
    return group if group in groups else groups[0]


def _number(history: History, week: date) -> int:
    return (week - history.weeks[0]).days // 7


def _cells(sql: str, days: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {**days, "zone": settings.SHOP_TIME_ZONE})
        return cursor.fetchall()


_GROUP = """
    LEFT JOIN LATERAL (
        SELECT product_kind FROM customers_paymentline WHERE payment_id = p.id ORDER BY position LIMIT 1
    ) AS line ON true
"""
_WEEK = "date_trunc('week', {} AT TIME ZONE %(zone)s)::date"
_SOLD_IN = _WEEK.format("p.captured_at")
_IN_TIME = "p.captured_at >= %(start)s AND p.captured_at < %(end)s AND p.currency = %(currency)s"
_SOLD = f"""
    SELECT coalesce(line.product_kind, ''), {_SOLD_IN}, sum(p.captured_minor)
    FROM customers_payment p {_GROUP} WHERE {_IN_TIME} GROUP BY 1, 2
"""  # noqa: S608 - our own words
_REFUNDED = f"""
    SELECT coalesce(line.product_kind, ''), {_SOLD_IN}, {_WEEK.format("e.posted_at")}, sum(-l.amount_minor)
    FROM refunds_journalentry e
    JOIN refunds_journalline l ON l.entry_id = e.id AND l.account NOT IN ('refunds_payable', 'refunds_granted')
    JOIN refunds_refund r ON r.id = e.refund_id
    JOIN customers_payment p ON p.id = r.payment_id {_GROUP}
    WHERE e.kind = 'settle' AND e.posted_at >= %(start)s AND e.posted_at < %(end)s AND l.currency = %(currency)s
        AND {_IN_TIME} GROUP BY 1, 2, 3
"""  # noqa: S608 - our own words
_CHARGED_BACK = f"""
    SELECT coalesce(line.product_kind, ''), {_SOLD_IN}, {_WEEK.format("e.posted_at")}, sum(m.amount_minor)
    FROM disputes_moneymoved m
    JOIN refunds_journalentry e ON e.id = m.entry_id
    JOIN disputes_dispute d ON d.id = m.dispute_id
    JOIN customers_payment p ON p.id = d.payment_id {_GROUP}
    WHERE m.kind = 'withdrawn' AND e.posted_at >= %(start)s AND e.posted_at < %(end)s AND m.currency = %(currency)s
        AND {_IN_TIME} GROUP BY 1, 2, 3
"""  # noqa: S608 - our own words
_BACK = {"refunded": _REFUNDED, "charged_back": _CHARGED_BACK}
