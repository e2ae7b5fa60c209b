"""Keeping the sums up to date: what is marked is summed up anew, days by source, then their months.

A round takes the marks that it sees and writes their days in one transaction: what is committed meanwhile brings a
mark of its own. A closed day keeps its sums.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Min

from customers import clock
from customers.shop_days import Period, shop_day
from reporting.facts.closed import closed_until
from reporting.facts.sources import BY_NUMBER, SOURCES
from reporting.facts.state import may_be_read, new_edition
from reporting.facts.sum_up import sum_up_days, sum_up_months
from reporting.models import FigureMark, FiguresState
from reporting.periods import month_after

AT_ONCE = 20_000
DAYS_AT_ONCE = 40
"""Days of sources in one transaction; a shop with a million refunds a month needs some tenths of a second for each."""


def count_figures(stop_at: float) -> int:
    """Sum up what is marked by now, until `stop_at` (monotonic). Returns how many days that were.

    What is marked meanwhile is left for the next time: today would be summed up again and again. Does nothing while the
    sums are not whole: see reporting.facts.rebuild.
    """
    begun_at, counted = clock.now(), 0
    while found := _round():
        counted += found
        if time.monotonic() >= stop_at or not FigureMark.objects.filter(marked_at__lt=begun_at).exists():
            break
    return counted


@transaction.atomic
def _round() -> int:
    state = FiguresState.objects.select_for_update(skip_locked=True).filter(pk=1).first()
    if state is None or not may_be_read(state):
        return 0  # nothing to keep up to date, or another worker is at it
    begun_at, months = clock.now(), state.months_until
    end_months(state)
    days = _take_marked()
    if days or state.months_until != months:
        state.edition = new_edition()
    _sum_up(days, state)
    waiting_since = FigureMark.objects.aggregate(first=Min("marked_at"))["first"]
    state.counted_at = waiting_since or begun_at
    state.save()
    return len(days)


def _take_marked() -> list[tuple[int, date]]:
    """The days of sources that changed; their marks are gone."""
    marks = list(FigureMark.objects.order_by("id").values_list("id", "source", "at")[:AT_ONCE])
    by_day: dict[tuple[int, date], list[int]] = {}
    for number, source, at in marks:
        by_day.setdefault((source, shop_day(at)), []).append(number)
    taken = list(by_day)[:DAYS_AT_ONCE]
    FigureMark.objects.filter(pk__in=[number for day in taken for number in by_day[day]]).delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('recourse.figures_marked', '', true)")  # what changes here now is marked anew
    return taken


def _sum_up(days: Iterable[tuple[int, date]], state: FiguresState) -> None:
    """What is closed is left as it is, but for what tells only what became of it."""
    months, closed = set(), closed_until() or date.min
    for source, day in days:
        if day <= closed and BY_NUMBER[source].books:
            continue
        sum_up_days(source, Period(day, day))
        months.add((source, day.replace(day=1)))
    for source, month in sorted(months):
        if state.months_until and month < state.months_until:
            sum_up_months(source, month, end_of_month(month))


def end_months(state: FiguresState) -> None:
    """Give months that are over sums of their own."""
    running = this_month(clock.now())
    while state.months_until and state.months_until < running:
        for source in SOURCES:
            sum_up_months(source.number, state.months_until, end_of_month(state.months_until))
        state.months_until = month_after(state.months_until)


def this_month(now: datetime) -> date:
    return shop_day(now).replace(day=1)


def end_of_month(first: date) -> date:
    return month_after(first) - timedelta(days=1)
