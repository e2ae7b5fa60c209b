"""Making all sums anew, month by month and source by source, each in a transaction of its own.

A rebuild that was broken off goes on where it was. Until it is through, figures are read from the single things; after
one that only makes them anew, from the old sums month by month. Closed days keep theirs.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from django.db import connection, transaction

from customers import clock
from customers.shop_days import Period, shop_day
from reporting.facts.closed import closed_until
from reporting.facts.count import this_month
from reporting.facts.definition import definition
from reporting.facts.sources import SOURCES
from reporting.facts.state import known_state, may_be_read, new_edition
from reporting.facts.sum_up import sum_up_days, sum_up_month
from reporting.models import FiguresState, FigureStep
from reporting.periods import month_after

SMALL = 300_000
"""Rows in the ledger or payments up to which the worker makes the sums by itself; more is a command's work."""

_BOUNDS = (
    ("customers_payment", "captured_at"), ("refunds_journalentry", "posted_at"), ("refunds_refund", "created_at"),
    ("disputes_dispute", "opened_at"), ("refunds_settlemententry", "settled_at"),
)  # fmt: skip


class Step(NamedTuple):
    source: int
    month: date


class Progress(NamedTuple):
    """`done` of `steps`; `step` is the one just made, with the seconds that it took."""

    step: Step
    done: int
    steps: int
    seconds: float


def rebuild(*, anew: bool = False) -> Iterator[Progress]:
    """Make all sums; what an earlier run has made stays made, unless `anew`. Yields after each step."""
    begun = _begin(anew=anew)
    made = set(FigureStep.objects.filter(definition=begun.definition).values_list("source", "month"))
    steps = _steps(begun)
    for done, step in enumerate(steps, start=1):
        started = time.monotonic()
        if (step.source, step.month) not in made:
            _make(step, begun)
            yield Progress(step, done, len(steps), time.monotonic() - started)
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
    """By what the planner knows of the tables; it never looked at a table that it holds to be of -1 rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(greatest(reltuples, pg_relation_size(oid) / 400)) FROM pg_class"
            " WHERE oid IN ('customers_payment'::regclass, 'refunds_journalentry'::regclass)"
        )
        return bool(cursor.fetchone()[0] <= SMALL)


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
        for table in ("reporting_figure", "reporting_cohortfigure", "reporting_turnaroundfigure"):
            cursor.execute(
                f"DELETE FROM {table} WHERE day > %s" if closed else f"TRUNCATE {table}", [closed] if closed else []
            )


def _steps(state: FiguresState) -> list[Step]:
    first = first_day()
    if first is None:
        return []
    month, last = first.replace(day=1), shop_day(clock.now()) + timedelta(days=40)
    found = []
    while month <= last:
        found += [Step(source.number, month) for source in SOURCES]
        month = month_after(month)
    return found


def first_day() -> date | None:
    """The shop's day of the oldest thing there is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT least(" + ", ".join(f"(SELECT min({at}) FROM {table})" for table, at in _BOUNDS) + ")")
        (first,) = cursor.fetchone()
    return shop_day(first) if first else None


@transaction.atomic
def _make(step: Step, state: FiguresState) -> None:
    """Under the lock that counting takes, so that both never write the same days at once."""
    FiguresState.objects.select_for_update().get(pk=1)
    closed, last = closed_until() or date.min, month_after(step.month) - timedelta(days=1)
    first = max(step.month, closed + timedelta(days=1)) if state.built_at else step.month
    if first <= last:
        sum_up_days(step.source, Period(first, last))
        if step.month < this_month(clock.now()):
            sum_up_month(step.source, step.month)
    FiguresState.objects.filter(pk=1).update(edition=new_edition())
    FigureStep.objects.get_or_create(definition=state.definition, source=step.source, month=step.month)


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
