"""The tax report of a time: net, tax and gross of sales, refunds and reversals, by country and rate.

Sums are made in the database wherever a refund names its lines to the last minor unit; the others are walked one by
one with the rule of reporting.tax.parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection

from refunds.models import JournalEntry
from reporting import landing
from reporting.periods import Period
from reporting.tax.parts import UNKNOWN, Rate
from reporting.tax.read import COUNTRY, REFUND, REVERSAL, SALE, parts_of_entries

WALKED = 1000
"""Payments whose refunds are walked together."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """Minor units, tax included in the gross."""

    net_minor: int = 0
    tax_minor: int = 0
    gross_minor: int = 0

    def plus(self, other: Amounts, sign: int = 1) -> Amounts:
        return Amounts(
            self.net_minor + sign * other.net_minor,
            self.tax_minor + sign * other.tax_minor,
            self.gross_minor + sign * other.gross_minor,
        )


@dataclass(frozen=True, slots=True)
class Sum:
    """One kind of movement at one rate, of sales of one quarter (its first day, in the shop's zone)."""

    kind: str
    country: str
    rate: Rate
    currency: str
    sold_quarter: date
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class TaxRow:
    """One country, rate and currency. The balance is sales less refunds plus reversals."""

    country: str
    rate: Rate
    currency: str
    sales: Amounts = field(default_factory=Amounts)
    refunds: Amounts = field(default_factory=Amounts)
    reversals: Amounts = field(default_factory=Amounts)

    @property
    def balance(self) -> Amounts:
        return self.sales.plus(self.refunds, -1).plus(self.reversals)


_COLUMN = {SALE: "sales", REFUND: "refunds", REVERSAL: "reversals"}


def tax_report(period: Period) -> list[TaxRow]:
    """The rows of a period, by currency, country and rate, the highest rate first; unknown rates last."""
    return rows_of(tax_sums(period.start, period.end))


def rows_of(sums: Iterable[Sum]) -> list[TaxRow]:
    rows: dict[tuple[str, str, Rate], TaxRow] = {}
    for one in sums:
        key = (one.currency, one.country, one.rate)
        row = rows.get(key) or TaxRow(one.country, one.rate, one.currency)
        column = _COLUMN[one.kind]
        rows[key] = replace(row, **{column: getattr(row, column).plus(one.amounts)})
    return sorted(rows.values(), key=lambda row: (row.currency, row.country, row.rate is None, -(row.rate or 0)))


def totals_of(rows: Iterable[TaxRow]) -> list[TaxRow]:
    """One row for each currency, over all countries and rates."""
    sums: dict[str, TaxRow] = {}
    for row in rows:
        before = sums.get(row.currency) or TaxRow("", None, row.currency)
        sums[row.currency] = replace(
            before,
            sales=before.sales.plus(row.sales),
            refunds=before.refunds.plus(row.refunds),
            reversals=before.reversals.plus(row.reversals),
        )
    return [sums[currency] for currency in sorted(sums)]


def tax_sums(start: datetime, end: datetime) -> list[Sum]:
    """What happened in [start, end), summed up."""
    sums = [*_sales(start, end), *_named(start, end), *_walked(start, end)]
    return [one for one in sums if one.amounts.gross_minor]


def _sales(start: datetime, end: datetime) -> Iterator[Sum]:
    late_after = landing.came_late_after()
    sql = _SALES if late_after is None else _SALES_AND_LATE
    for country, currency, quarter, rate, net, tax, known, captured in _rows(sql, start, end, late_after=late_after):
        if rate is not None:
            yield Sum(SALE, country, rate, currency, quarter, Amounts(int(net), int(tax), int(net + tax)))
        elif captured > known:
            beyond = int(captured - known)
            yield Sum(SALE, country, None, currency, quarter, Amounts(beyond, 0, beyond))


def _named(start: datetime, end: datetime) -> Iterator[Sum]:
    for moved, country, currency, quarter, rate, gross, tax in _rows(_NAMED, start, end):
        kind = REFUND if moved == JournalEntry.Kind.SETTLE else REVERSAL
        yield Sum(kind, country, rate, currency, quarter, Amounts(int(gross - tax), int(tax), int(gross)))


def _walked(start: datetime, end: datetime) -> Iterator[Sum]:
    rows = _rows(_NOT_NAMED, start, end)
    for first in range(0, len(rows), WALKED):
        portion = rows[first : first + WALKED]
        parts = parts_of_entries(row[2] for row in portion)
        for moved, entry_id, _payment, country, currency, quarter in portion:
            kind = REFUND if moved == JournalEntry.Kind.SETTLE else REVERSAL
            for part in parts[entry_id]:
                amounts = Amounts(part.net_minor, part.tax_minor, part.gross_minor)
                yield Sum(kind, country, part.rate, currency, quarter, amounts)


def refunds_of_unknown_rate(period: Period) -> list[tuple[str, int]]:
    """Refunds of a period with a part of which nobody here knows the rate: reference and journal entry."""
    rows = _rows(_NOT_NAMED, period.start, period.end)
    parts = parts_of_entries({row[2] for row in rows})
    strange = {row[1] for row in rows if any(part.rule == UNKNOWN for part in parts[row[1]])}
    entries = JournalEntry.objects.filter(pk__in=strange).order_by("pk")
    return list(entries.values_list("refund__reference", "pk"))


def _rows(sql: str, start: datetime, end: datetime, **more: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"start": start, "end": end, "zone": settings.SHOP_TIME_ZONE, **more})
        return cursor.fetchall()


def decimal_or_none(text: str) -> Rate:
    """Read a rate back from an address: "" is the unknown one."""
    return Decimal(text) if text else None


_QUARTER = "date_trunc('quarter', p.captured_at AT TIME ZONE %(zone)s)::date"

_LINES_OF_SALES = """
    SELECT sold.country, sold.currency, sold.quarter, pl.tax_rate, sum(pl.net_minor), sum(pl.tax_minor), 0, 0
    FROM sold JOIN customers_paymentline pl ON pl.payment_id = sold.id GROUP BY 1, 2, 3, 4
    UNION ALL
    SELECT sold.country, sold.currency, sold.quarter, NULL, 0, 0, sum(least(known.minor, sold.captured_minor)),
           sum(sold.captured_minor)
    FROM sold CROSS JOIN LATERAL (
        SELECT coalesce(sum(net_minor + tax_minor), 0) AS minor FROM customers_paymentline WHERE payment_id = sold.id
    ) AS known GROUP BY 1, 2, 3
"""

_SALES = f"""
    WITH sold AS MATERIALIZED (
        SELECT p.id, {COUNTRY} AS country, p.currency, p.captured_minor, {_QUARTER} AS quarter
        FROM customers_payment p JOIN customers_customer c ON c.id = p.customer_id
        WHERE p.captured_at >= %(start)s AND p.captured_at < %(end)s
    ) {_LINES_OF_SALES}
"""  # noqa: S608 - our own words

_SALES_AND_LATE = f"""
    WITH sold AS MATERIALIZED (
        SELECT p.id, {COUNTRY} AS country, p.currency, p.captured_minor, {_QUARTER} AS quarter
        FROM customers_payment p JOIN customers_customer c ON c.id = p.customer_id {landing.BARRED}
        WHERE ((p.captured_at >= %(start)s AND p.captured_at < %(end)s)
               OR (p.id > %(late_after)s AND p.captured_at < %(start)s))
          AND {landing.LANDS_AT} >= %(start)s AND {landing.LANDS_AT} < %(end)s
    ) {_LINES_OF_SALES}
"""  # noqa: S608 - our own words

_MOVED = f"""
    SELECT e.id AS entry, e.kind, r.id AS refund, r.revision, r.amount_minor, p.id AS payment, {COUNTRY} AS country,
           p.currency, {_QUARTER} AS quarter,
           coalesce((SELECT sum(l.amount_minor) FROM refunds_refundline l
                     WHERE l.refund_id = r.id AND l.revision = r.revision), 0) AS named_minor
    FROM refunds_journalentry e JOIN refunds_refund r ON r.id = e.refund_id
    JOIN customers_payment p ON p.id = r.payment_id JOIN customers_customer c ON c.id = p.customer_id
    WHERE e.kind IN ('settle', 'reverse') AND e.posted_at >= %(start)s AND e.posted_at < %(end)s
"""  # noqa: S608 - our own words

_NAMED = f"""
    WITH moved AS ({_MOVED})
    SELECT moved.kind, country, currency, quarter, pl.tax_rate, sum(l.amount_minor), sum(l.tax_minor)
    FROM moved JOIN refunds_refundline l ON l.refund_id = moved.refund AND l.revision = moved.revision
    JOIN customers_paymentline pl ON pl.id = l.payment_line_id
    WHERE moved.named_minor = moved.amount_minor GROUP BY 1, 2, 3, 4, 5
"""  # noqa: S608 - our own words

_NOT_NAMED = f"""
    WITH moved AS ({_MOVED})
    SELECT kind, entry, payment, country, currency, quarter FROM moved WHERE named_minor <> amount_minor ORDER BY entry
"""  # noqa: S608 - our own words
