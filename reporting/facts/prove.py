"""The proof of the sums: per day, currency and measure they are what single things, ledger and cases say.

Books and cases are asked in SQL of its own that shares nothing with the sources. Closed days keep their sums whatever
comes later, so only the money of the ledger, which never changes, is compared there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from customers import clock
from customers.shop_days import Period, shop_day
from reporting import landing
from reporting.facts.closed import closed_until
from reporting.facts.cubes import cubes_of, number_of
from reporting.facts.question import moments
from reporting.facts.raw import DAY
from reporting.facts.size import first_day
from reporting.facts.sources import SOURCES
from reporting.facts.sources.source import Source
from reporting.facts.state import known_state, may_be_read
from reporting.models import FigureMark, FiguresState
from reporting.periods import month_after

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Difference:
    """Minor units, or a count. `what` says which two were compared."""

    what: str
    day: date
    currency: str
    measure: str
    kept: int
    found: int

    def __str__(self) -> str:
        return f"{self.what}: {self.day} {self.currency} {self.measure}: the sums say {self.kept}, it says {self.found}"


def prove_all(since: date | None = None) -> Iterator[Difference]:
    """Compare month by month, from the first day there is. What is marked and not yet counted may differ."""
    first = since or first_day()
    if first is None:
        return
    month, last = first.replace(day=1), shop_day(clock.now()).replace(day=1)
    while month <= last:
        yield from prove(Period(max(month, first), month_after(month) - timedelta(days=1)))
        month = month_after(month)


def prove(period: Period) -> Iterator[Difference]:
    """Compare the days of a period; each source sees one moment of the database."""
    for source in SOURCES:
        with transaction.atomic():
            yield from _prove_source(source, period)
    yield from _prove_books(period)


def prove_last_days() -> None:
    """Prove the last three days, where nothing waits to be counted: cheap, and it finds what a mark missed."""
    if not may_be_read(known_state()) or FigureMark.objects.exists():
        return
    today = shop_day(clock.now())
    found = list(prove(Period(today - timedelta(days=2), today)))
    remember(len(found), found)


def remember(count: int, found: Iterable[Difference]) -> None:
    """Keep the outcome where operators see it."""
    said = [str(difference) for difference in found][:SHOWN]
    FiguresState.objects.filter(pk=1).update(proved_at=clock.now(), differences=count, said=said)


def _prove_source(source: Source, period: Period) -> Iterator[Difference]:
    first = _first_open(period) if source.books else period.first_on
    arguments = {**moments(period), "source": source.number, "first": first, "last": period.last_on}
    sums = ", ".join(f"coalesce(sum({name}), 0)::bigint AS {name}" for name in source.measures)
    things = _asked(_THINGS.format(day=DAY, things=source.things(by_product=False), sums=sums), arguments, source)
    for cube in cubes_of(source):
        kept = _asked(_KEPT.format(cube=number_of(cube), sums=sums), arguments, source)
        name = f"{source.name} by {', '.join(sorted(cube)) or 'day'}"
        names = [each for each in source.measures if "product" not in cube or each in source.parts]
        yield from _compared(f"{name}, single things", kept, things, names)


def _first_open(period: Period) -> date:
    """The first day that is not closed, or the one after the period."""
    closed = closed_until()
    return max(period.first_on, min(closed, period.last_on) + timedelta(days=1)) if closed else period.first_on


_THINGS = """
    SELECT day, currency, {sums} FROM (SELECT {day} AS day, t.* FROM ({things}) t) things
    WHERE day BETWEEN %(first)s AND %(last)s GROUP BY 1, 2
"""
_KEPT = """
    SELECT day, currency, {sums} FROM reporting_figure
    WHERE cube = {cube} AND grain = 'd' AND source = %(source)s AND day BETWEEN %(first)s AND %(last)s GROUP BY 1, 2
"""

Told = dict[tuple[date, str], dict[str, int]]


def _asked(sql: str, arguments: dict[str, Any], source: Source) -> Told:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return {(day, currency): dict(zip(source.measures, sums, strict=True)) for day, currency, *sums in cursor}


def _compared(what: str, kept: Told, found: Told, names: Iterable[str]) -> Iterator[Difference]:
    for day, currency in sorted({*kept, *found}):
        ours, theirs = kept.get((day, currency), {}), found.get((day, currency), {})
        for name in names:
            if ours.get(name, 0) != theirs.get(name, 0):
                yield Difference(what, day, currency, name, ours.get(name, 0), theirs.get(name, 0))


def _prove_books(period: Period) -> Iterator[Difference]:
    """The money of the kept sums against the ledger's accounts, payments and completed cases."""
    arguments = {**moments(period), "first": period.first_on, "last": period.last_on}
    arguments["late_after"] = landing.came_late_after()
    for what, name, sums, sql in _BOOKS:
        with connection.cursor() as cursor:
            cursor.execute(_SUMS.format(sums=sums), arguments)
            kept = {(day, currency): {name: value} for day, currency, value in cursor.fetchall()}
            cursor.execute(sql, arguments)
            found = {(day, currency): {name: value} for day, currency, value in cursor.fetchall()}
        yield from _compared(what, kept, found, [name])


_SUMS = """
    SELECT day, currency, ({sums})::bigint FROM reporting_figure
    WHERE cube = 0 AND grain = 'd' AND day BETWEEN %(first)s AND %(last)s GROUP BY 1, 2
"""
_OF_ACCOUNTS = """
    SELECT (e.posted_at AT TIME ZONE %(zone)s)::date, l.currency, sum(l.amount_minor)::bigint
    FROM refunds_journalentry e JOIN refunds_journalline l ON l.entry_id = e.id
    WHERE {which} AND e.posted_at >= %(start)s AND e.posted_at < %(end)s GROUP BY 1, 2
"""
_BOOKS: tuple[tuple[str, str, str, str], ...] = (
    (
        "ledger, approved and paid", "net_refunded",
        "coalesce(sum(came_back), 0) - coalesce(sum(refunded), 0)",
        _OF_ACCOUNTS.format(
            which="e.kind IN ('settle', 'reverse') AND l.account NOT IN ('refunds_payable', 'refunds_granted')"
        ),
    ),
    (
        "ledger, store credit", "store_credit",
        "coalesce(sum(credit_spent), 0) + coalesce(sum(credit_expired), 0) - coalesce(sum(credit_granted), 0)",
        _OF_ACCOUNTS.format(which="l.account = 'store_credit'"),
    ),
    (
        "ledger, disputed", "disputed",
        "coalesce(sum(charged_back), 0) - coalesce(sum(recovered), 0) - coalesce(sum(written_off), 0)",
        _OF_ACCOUNTS.format(which="l.account = 'disputed'"),
    ),
    (
        "ledger, dispute fees", "dispute_fees", "coalesce(sum(dispute_fees), 0)",
        _OF_ACCOUNTS.format(which="l.account = 'dispute_fees'"),
    ),
    (
        "payments", "gross", "coalesce(sum(gross), 0)",
        f"""
        SELECT ({landing.LANDS_AT} AT TIME ZONE %(zone)s)::date, p.currency, sum(p.captured_minor)::bigint
        FROM customers_payment p {landing.BARRED}
        WHERE {landing.LANDS_AT} >= %(start)s AND {landing.LANDS_AT} < %(end)s
            AND p.captured_at < %(end)s AND (p.captured_at >= %(start)s OR p.id > %(late_after)s)
        GROUP BY 1, 2
        """,
    ),
    (
        "cases, paid", "refunded", "coalesce(sum(refunded), 0)",
        """
        SELECT (e.posted_at AT TIME ZONE %(zone)s)::date, r.currency, sum(r.amount_minor)::bigint
        FROM refunds_journalentry e JOIN refunds_refund r ON r.id = e.refund_id
        WHERE e.kind = 'settle' AND e.posted_at >= %(start)s AND e.posted_at < %(end)s
            AND (e.round < r.round OR r.state IN ('completed', 'failed', 'canceled')) GROUP BY 1, 2
        """,
    ),
)  # fmt: skip
"""A case that was paid is completed, or its money came back and it has failed since, was canceled or tried again."""
