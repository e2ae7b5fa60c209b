"""Making all sums anew, source by source in spans of days, each in a transaction of its own.

Spans of different sources may be made side by side, in lanes. A rebuild that was broken off goes on where it was.
Until it is through, figures are read from the single things; after one that only makes them anew, from the old sums
month by month. Closed days keep theirs.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from django.db import connection, transaction

from customers import clock
from customers.shop_days import Period
from reporting.facts.closed import closed_until
from reporting.facts.count import end_of_month, this_month
from reporting.facts.definition import definition
from reporting.facts.size import first_day, things_about
from reporting.facts.sources import BY_NUMBER, SOURCES
from reporting.facts.state import known_state, may_be_read, new_edition
from reporting.facts.sum_up import sum_up_many_days, sum_up_months
from reporting.models import FiguresState, FigureStep
from reporting.periods import month_after

SMALL = 300_000
"""Rows in the ledger or payments up to which the worker makes the sums by itself; more is a command's work."""

_KEPT = ("reporting_figure", "reporting_turnaroundfigure")

AT_ONCE = 120_000
"""About so many things are summed up in one step: some hundred megabytes while it lasts."""

MOST_MONTHS = 6
REBUILD_LOCK = 715_001
"""Any number, as long as nobody else in this database takes an advisory lock by it and a second one."""


class Step(NamedTuple):
    """Days, both inside: some whole months, or a part of one."""

    source: int
    first: date
    last: date


class Progress(NamedTuple):
    """`done` of `steps`; `step` is the one just made, with the seconds that it took."""

    step: Step
    done: int
    steps: int
    seconds: float


def rebuild(*, anew: bool = False, lanes: int = 1) -> Iterator[Progress]:
    """Make all sums; what an earlier run has made stays made, unless `anew`. Yields after each step.

    With several `lanes`, as many steps are made at once, each over a line of its own to the database: never inside a
    transaction of the caller's, which no other line can see.
    """
    begun = _begin(anew=anew)
    made = set(FigureStep.objects.filter(definition=begun.definition).values_list("source", "first", "last"))
    steps = _steps()
    left = [step for step in steps if step not in made]
    each = _made_in_lanes(left, begun, lanes) if lanes > 1 else ((step, _make(step, begun)) for step in left)
    for done, (step, seconds) in enumerate(each, start=len(steps) - len(left) + 1):
        yield Progress(step, done, len(steps), seconds)
    _finish(begun)


def make_if_small(stop_at: float) -> bool:
    """Make the sums of a shop that has none, where that is quickly done. Returns whether anything was made."""
    if may_be_read(known_state()) or not is_small():
        return False
    for _progress in rebuild():
        if time.monotonic() >= stop_at:
            break
    return True


def is_small() -> bool:
    return things_about() <= SMALL


@transaction.atomic
def _begin(*, anew: bool) -> FiguresState:
    """Sums of another definition are gone at once; those of this one stay readable."""
    FiguresState.objects.get_or_create(pk=1)
    state = FiguresState.objects.select_for_update().get(pk=1)
    if anew or may_be_read(state):
        FigureStep.objects.all().delete()
    if state.definition != definition():
        FigureStep.objects.exclude(definition=definition()).delete()
        state.definition, state.built_at, state.months_until = definition(), None, None
        _empty()
    state.save()
    return state


def _empty() -> None:
    """All but what is closed."""
    closed = closed_until()
    with connection.cursor() as cursor:
        for table in _KEPT:
            cursor.execute(
                f"DELETE FROM {table} WHERE day > %s" if closed else f"TRUNCATE {table}", [closed] if closed else []
            )


def _steps() -> list[Step]:
    """Span by span, so that a run that is broken off leaves whole days of every source."""
    first, last = first_day(), end_of_month(this_month(clock.now() + timedelta(days=40)))
    if first is None:
        return []
    days = (last - first).days + 1
    spans = _spans(first.replace(day=1), last, AT_ONCE * days // max(things_about(), 1))
    return [Step(source.number, *span) for span in spans for source in SOURCES]


def _spans(first: date, last: date, days: int) -> Iterator[tuple[date, date]]:
    """Parts of about so many days: some months together, a month, or a part of one."""
    months, parts = min(max(days // 31, 1), MOST_MONTHS), max(1, round(31 / max(days, 1)))
    while first <= last:
        if months > 1:
            ends = first
            for _ in range(months):
                ends = month_after(ends)
            yield first, min(ends - timedelta(days=1), last)
            first = ends
            continue
        end = end_of_month(first)
        cuts = [first + timedelta(days=end.day * part // parts) for part in range(parts)]
        yield from ((a, b - timedelta(days=1)) for a, b in pairwise([*dict.fromkeys(cuts), month_after(first)]))
        first = month_after(first)


def _made_in_lanes(left: Sequence[Step], state: FiguresState, lanes: int) -> Iterator[tuple[Step, float]]:
    """Each step with its seconds, as they are made. The spans of one source stay in order: its months need them all."""
    waiting, running = list(left), dict[Future[float], Step]()
    with ThreadPoolExecutor(lanes, thread_name_prefix="figures") as pool:
        while waiting or running:
            busy = {step.source for step in running.values()}
            while len(running) < lanes and (free := next((step for step in waiting if step.source not in busy), None)):
                waiting.remove(free)
                busy.add(free.source)
                running[pool.submit(_make_over_own_line, free, state)] = free
            ended, _going = wait(running, return_when=FIRST_COMPLETED)
            for future in ended:
                yield running.pop(future), future.result()


def _make_over_own_line(step: Step, state: FiguresState) -> float:
    try:
        return _make(step, state)
    finally:
        connection.close()


def _make(step: Step, state: FiguresState) -> float:
    """Make one step in a transaction of its own. Returns the seconds that it took."""
    started = time.monotonic()
    with transaction.atomic():
        _keep_others_out(step.source)
        _sum_up(step, state)
    return time.monotonic() - started


def _keep_others_out(source: int) -> None:
    """So that nobody else writes the same days: neither counting, nor another rebuild of this source."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {FiguresState._meta.db_table} WHERE id = 1 FOR KEY SHARE")
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [REBUILD_LOCK, source])


def _sum_up(step: Step, state: FiguresState) -> None:
    closed = closed_until() or date.min
    keeps = state.built_at is not None and BY_NUMBER[step.source].books
    first = max(step.first, closed + timedelta(days=1)) if keeps else step.first
    if first <= step.last:
        sum_up_many_days(step.source, Period(first, step.last))
        _sum_up_months_that_end(step, first)
    FiguresState.objects.filter(pk=1).update(edition=new_edition())
    FigureStep.objects.get_or_create(definition=state.definition, **step._asdict())


def _sum_up_months_that_end(step: Step, first: date) -> None:
    """The month that runs has no sums of its own yet."""
    months = first.replace(day=1)
    last = min(step.last, this_month(clock.now()) - timedelta(days=1))
    if last == end_of_month(last.replace(day=1)) and months <= last:
        sum_up_months(step.source, months, last)


@transaction.atomic
def _finish(begun: FiguresState) -> None:
    """What changed while it ran is marked, and is counted next."""
    state = FiguresState.objects.select_for_update().get(pk=1)
    state.built_at, state.edition = clock.now(), new_edition()
    state.months_until = this_month(state.built_at)
    state.counted_at = state.counted_at or state.built_at
    state.differences, state.said = 0, []
    state.save()
    FigureStep.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(_KEPT))
