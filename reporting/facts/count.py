"""Keeping the sums up to date: what is marked is summed up anew, days by source, then their months.

A round takes the marks that it sees and writes their days in one transaction: what is committed meanwhile brings a
mark of its own. A closed day keeps its sums.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import islice

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

SourceDay = tuple[int, date]

AT_ONCE = 20_000
DAYS_AT_ONCE = 40
"""Days of sources in one transaction, while they are small."""
LONG_ENOUGH_SECONDS = 5
"""A transaction takes no further day after that: one that outlasts its task would be taken back, and begin for ever."""


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
    days = _sum_up_marked(state)
    if days or state.months_until != months:
        state.edition = new_edition()
    waiting_since = FigureMark.objects.aggregate(first=Min("marked_at"))["first"]
    state.counted_at = waiting_since or begun_at
    state.save()
    return days


def _sum_up_marked(state: FiguresState) -> int:
    """Sum up days of sources that changed, and take their marks away. Returns how many."""
    began, marked, done = time.monotonic(), _marked(), list[SourceDay]()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('recourse.figures_marked', '', true)")  # what changes here now is marked anew
    closed = closed_until() or date.min
    for source, day in marked:
        if _is_open(source, day, closed):
            sum_up_days(source, Period(day, day))
        done.append((source, day))
        if time.monotonic() - began >= LONG_ENOUGH_SECONDS:
            break
    _sum_up_months_of((each for each in done if _is_open(*each, closed)), state)
    FigureMark.objects.filter(pk__in=[number for each in done for number in marked[each]]).delete()
    return len(done)


def _marked() -> dict[SourceDay, list[int]]:
    """The days of sources that changed, the first ones first, and their marks."""
    marks = list(FigureMark.objects.order_by("id").values_list("id", "source", "at")[:AT_ONCE])
    by_day: dict[SourceDay, list[int]] = {}
    for number, source, at in marks:
        by_day.setdefault((source, shop_day(at)), []).append(number)
    return dict(islice(by_day.items(), DAYS_AT_ONCE))


def _is_open(source: int, day: date, closed: date) -> bool:
    """What is closed is left as it is, but for what tells only what became of it."""
    return day > closed or not BY_NUMBER[source].books


def _sum_up_months_of(days: Iterable[SourceDay], state: FiguresState) -> None:
    for source, month in sorted({(source, day.replace(day=1)) for source, day in days}):
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
