"""How old sales were when they went back, week by week: kept sums, so that no forecast walks through all refunds.

Each whole week of a measure has one row per currency (reporting.models.CohortWeek) with the figure that
reporting.facts had for it when it was made. Only weeks whose figure is another one by now are read from the single
things again: as a rule the newest week. So what is counted anew there is counted anew here as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from customers.shop_days import Period
from reporting.foresight.history import History
from reporting.models import CohortWeek

AGES = 26
MOST_GROUPS = 4
WEEKS_AT_ONCE = 4
"""Weeks that are read in one statement: with 100,000 refunds a week some seconds."""

GROSS = "gross"


@dataclass(frozen=True, slots=True)
class Triangle:
    """`sold[group][week]`, and `back[group][week of sale][age in weeks]`."""

    sold: list[list[int]]
    back: list[list[list[int]]]


def keep_cohorts(history: History, measure: str) -> Iterator[int]:
    """Read the weeks of a measure whose sums have changed since they were kept, some at once; yields how many.

    What is read is kept at once: who is interrupted goes on from there.
    """
    stale = list(_stale(history, measure))
    for first in range(0, len(stale), WEEKS_AT_ONCE):
        portion = stale[first : first + WEEKS_AT_ONCE]
        _read_anew(history, measure, portion)
        yield len(portion)


def read_triangle(history: History, measure: str, currency: str) -> Triangle:
    """Sales by product group and week, and what of them went back at which age, from the kept sums."""
    sold = [(group, _week(sale), amount) for _back, (group, sale, amount) in _cells(history, GROSS, currency)]
    groups = _largest(sold)
    count = len(history.weeks)
    triangle = Triangle([[0] * count for _ in groups], [[[0] * AGES for _ in range(count)] for _ in groups])
    for group, week, amount in sold:
        triangle.sold[groups.index(_known(group, groups))][_number(history, week)] += amount
    for back_week, (group, sale, amount) in _cells(history, measure, currency):
        number = _number(history, _week(sale))
        age = min((back_week - _week(sale)).days // 7, AGES - 1)
        if number >= 0 and age >= 0:
            triangle.back[groups.index(_known(group, groups))][number][age] += amount
    return triangle


def _stale(history: History, measure: str) -> Iterator[int]:
    kept = CohortWeek.objects.filter(measure=measure, week__gte=history.weeks[0], week__lte=history.weeks[-1])
    told = {(row[0], row[1]): row[2] for row in kept.values_list("currency", "week", "told_minor")}
    for number, week in enumerate(history.weeks):
        figures = {currency: series[measure][number] for currency, series in history.series.items()}
        if any(told.get((currency, week), 0) != figure for currency, figure in figures.items()):
            yield number


def _read_anew(history: History, measure: str, numbers: list[int]) -> None:
    weeks = [history.weeks[number] for number in numbers]
    cells: dict[tuple[str, date], list[list[Any]]] = {}
    for first, last in _stretches(weeks):
        for currency, week, group, sale, amount in _things(measure, Period(first, last + timedelta(days=6))):
            cells.setdefault((currency, week), []).append([group, sale.isoformat(), int(amount)])
    rows = [
        CohortWeek(
            measure=measure, currency=currency, week=history.weeks[number], told_minor=series[measure][number],
            cells=sorted(cells.get((currency, history.weeks[number]), [])),
        )
        for number in numbers
        for currency, series in history.series.items()
        if series[measure][number] or (currency, history.weeks[number]) in cells
    ]  # fmt: skip
    with transaction.atomic():
        CohortWeek.objects.filter(measure=measure, week__in=weeks).delete()
        CohortWeek.objects.bulk_create(rows)


def _stretches(weeks: list[date]) -> Iterator[tuple[date, date]]:
    """Weeks that follow each other, as first and last."""
    begin = before = weeks[0]
    for week in weeks[1:]:
        if week - before > timedelta(weeks=1):
            yield begin, before
            begin = week
        before = week
    yield begin, before


def _cells(history: History, measure: str, currency: str) -> Iterator[tuple[date, list[Any]]]:
    weeks = CohortWeek.objects.filter(
        measure=measure, currency=currency, week__gte=history.weeks[0], week__lte=history.weeks[-1]
    )
    for week, cells in weeks.order_by("week").values_list("week", "cells"):
        for cell in cells:
            yield week, cell


def _largest(sold: Iterable[tuple[str, date, int]]) -> list[str]:
    sums: dict[str, int] = {}
    for group, _sale, amount in sold:
        sums[group] = sums.get(group, 0) + amount
    return sorted(sums, key=lambda group: -sums[group])[:MOST_GROUPS] or [""]


def _known(group: str, groups: list[str]) -> str:
    """Small groups count with the largest one."""
    return group if group in groups else groups[0]


def _week(text: str) -> date:
    return date.fromisoformat(text)


def _number(history: History, week: date) -> int:
    return (week - history.weeks[0]).days // 7


def _things(measure: str, period: Period) -> list[tuple[Any, ...]]:
    wanted = {"start": period.start, "end": period.end, "zone": settings.SHOP_TIME_ZONE}
    with connection.cursor() as cursor:
        cursor.execute(_SQL[measure], wanted)
        return cursor.fetchall()


_GROUP = """
    LEFT JOIN LATERAL (
        SELECT product_kind FROM customers_paymentline WHERE payment_id = p.id ORDER BY position LIMIT 1
    ) AS line ON true
"""
_WEEK = "date_trunc('week', {} AT TIME ZONE %(zone)s)::date"
_SOLD_IN, _BACK_IN = _WEEK.format("p.captured_at"), _WEEK.format("e.posted_at")
_KIND = "coalesce(line.product_kind, '')"
_SOLD = f"""
    SELECT p.currency, {_SOLD_IN}, {_KIND}, {_SOLD_IN}, sum(p.captured_minor)
    FROM customers_payment p {_GROUP}
    WHERE p.captured_at >= %(start)s AND p.captured_at < %(end)s GROUP BY 1, 2, 3
"""  # noqa: S608 - our own words
_REFUNDED = f"""
    SELECT l.currency, {_BACK_IN}, {_KIND}, {_SOLD_IN}, sum(-l.amount_minor)
    FROM refunds_journalentry e
    JOIN refunds_journalline l ON l.entry_id = e.id AND l.account NOT IN ('refunds_payable', 'refunds_granted')
    JOIN refunds_refund r ON r.id = e.refund_id
    JOIN customers_payment p ON p.id = r.payment_id {_GROUP}
    WHERE e.kind = 'settle' AND e.posted_at >= %(start)s AND e.posted_at < %(end)s GROUP BY 1, 2, 3, 4
"""  # noqa: S608 - our own words
_CHARGED_BACK = f"""
    SELECT m.currency, {_BACK_IN}, {_KIND}, {_SOLD_IN}, sum(m.amount_minor)
    FROM disputes_moneymoved m
    JOIN refunds_journalentry e ON e.id = m.entry_id
    JOIN disputes_dispute d ON d.id = m.dispute_id
    JOIN customers_payment p ON p.id = d.payment_id {_GROUP}
    WHERE m.kind = 'withdrawn' AND e.posted_at >= %(start)s AND e.posted_at < %(end)s GROUP BY 1, 2, 3, 4
"""  # noqa: S608 - our own words
_SQL = {GROSS: _SOLD, "refunded": _REFUNDED, "charged_back": _CHARGED_BACK}
