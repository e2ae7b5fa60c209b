"""The sales and refunds of a time, with their parts: read in portions by key, so that any number of them streams."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from customers.models import PaymentLine
from refunds.models import JournalEntry
from reporting import landing
from reporting.tax.parts import Part, Rate, Sale, give_back, sale_of, take_again

PORTION = 500

SALE, REFUND, REVERSAL = KINDS = ("sale", "refund", "reversal")

Key = tuple[datetime, int]
"""When it happened, and the number of the payment or journal entry."""


@dataclass(frozen=True, slots=True)
class Taxed:
    """One sale, refund or reversal. Amounts of its parts are positive. `sold_at` is when the sale was captured."""

    at: datetime
    number: int
    kind: str
    reference: str
    payment: str
    order: str
    country: str
    currency: str
    sold_at: datetime
    parts: tuple[Part, ...]

    @property
    def key(self) -> Key:
        return self.at, self.number


def taxed(
    kind: str, start: datetime, end: datetime, *, after: Key | None = None, country: str | None = None,
    currency: str | None = None,
) -> Iterator[Taxed]:  # fmt: skip
    """Everything of a kind in [start, end) behind a key, oldest first; of one country ("" is none) and currency."""
    while portion := _portion(kind, start, end, after, country, currency):
        yield from portion
        if len(portion) < PORTION:
            return
        after = portion[-1].key


def _portion(
    kind: str, start: datetime, end: datetime, after: Key | None, country: str | None, currency: str | None
) -> list[Taxed]:
    wanted: dict[str, Any] = {"start": start, "end": end, "country": country, "currency": currency, "portion": PORTION}
    wanted["after_at"], wanted["after_number"] = after or (start, -1)
    if kind == SALE:
        late_after = landing.came_late_after()
        rows = _rows(_SALES if late_after is None else _SALES_AND_LATE, {**wanted, "late_after": late_after})
        return _sales(rows)
    moved = JournalEntry.Kind.SETTLE if kind == REFUND else JournalEntry.Kind.REVERSE
    return _moved(kind, _rows(_ENTRIES, {**wanted, "moved": moved}))


def _rows(sql: str, wanted: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, wanted)
        return cursor.fetchall()


def _sales(rows: list[tuple[Any, ...]]) -> list[Taxed]:
    lines = _lines_of({row[1] for row in rows})
    return [
        Taxed(at, payment_id, SALE, reference, reference, order, country, currency, sold_at,
              tuple(sale_of(captured, lines[payment_id]).sold.values()))
        for at, payment_id, reference, order, country, currency, sold_at, captured in rows
    ]  # fmt: skip


def _moved(kind: str, rows: list[tuple[Any, ...]]) -> list[Taxed]:
    parts = parts_of_entries({row[2] for row in rows})
    return [
        Taxed(at, entry_id, kind, reference, payment, order, country, currency, sold_at, tuple(parts[entry_id]))
        for at, entry_id, _payment_id, reference, payment, order, country, currency, sold_at in rows
    ]


def parts_of_entries(payments: Iterable[int]) -> dict[int, list[Part]]:
    """The parts of every settled or reversed refund of these payments, by the number of its journal entry.

    Each payment's story is walked once, in the order of the ledger: what is left at a rate depends on what went before.
    """
    payments = set(payments)
    sales = _sale_by_payment(payments)
    named = _named_parts(payments)
    parts: dict[int, list[Part]] = {}
    settled: dict[tuple[int, int], list[Part]] = {}
    entries = JournalEntry.objects.filter(
        refund__payment_id__in=payments, kind__in=(JournalEntry.Kind.SETTLE, JournalEntry.Kind.REVERSE)
    ).order_by("id")
    rows = entries.values_list("id", "kind", "refund_id", "round", "refund__payment_id", "refund__amount_minor")
    for entry_id, kind, refund_id, round_, payment_id, amount in rows.iterator(2000):
        sale = sales[payment_id]
        if kind == JournalEntry.Kind.SETTLE:
            settled[refund_id, round_] = give_back(sale, amount, named[refund_id])
        else:
            take_again(sale, settled.get((refund_id, round_), ()))
        parts[entry_id] = settled.get((refund_id, round_), [])
    return parts


def _sale_by_payment(payments: set[int]) -> dict[int, Sale]:
    lines = _lines_of(payments)
    rows = _rows("SELECT id, captured_minor FROM customers_payment WHERE id = ANY(%(ids)s)", {"ids": list(payments)})
    return {payment_id: sale_of(captured, lines[payment_id]) for payment_id, captured in rows}


def _lines_of(payments: set[int]) -> defaultdict[int, list[tuple[Decimal, int, int]]]:
    lines: defaultdict[int, list[tuple[Decimal, int, int]]] = defaultdict(list)
    rows = PaymentLine.objects.filter(payment_id__in=payments).order_by("payment_id", "position")
    for payment_id, rate, net, tax in rows.values_list("payment_id", "tax_rate", "net_minor", "tax_minor"):
        lines[payment_id].append((rate, net, tax))
    return lines


def _named_parts(payments: set[int]) -> defaultdict[int, list[Part]]:
    named: defaultdict[int, list[Part]] = defaultdict(list)
    for refund_id, rate, tax, amount in _rows(_NAMED, {"payments": list(payments)}):
        named[refund_id].append(Part(rate, tax, amount))
    return named


def only_rate(lines: Iterable[Taxed], rate: Rate) -> Iterator[tuple[Taxed, Sequence[Part]]]:
    """Those with a part at this rate, and these parts."""
    for line in lines:
        fitting = [part for part in line.parts if part.rate == rate]
        if fitting:
            yield line, fitting


COUNTRY = "coalesce(nullif(p.country, ''), c.country, '')"
"""Where it was consumed, as far as we know: the country of the payment, else the customer's."""

_NAMED = """
    SELECT l.refund_id, pl.tax_rate, l.tax_minor, l.amount_minor
    FROM refunds_refundline l JOIN refunds_refund r ON r.id = l.refund_id AND r.revision = l.revision
    JOIN customers_paymentline pl ON pl.id = l.payment_line_id
    WHERE r.payment_id = ANY(%(payments)s) ORDER BY l.refund_id, pl.position
"""

_ENTRIES = f"""
    SELECT e.posted_at, e.id, p.id, r.reference, p.reference, p.order_reference, {COUNTRY}, p.currency, p.captured_at
    FROM refunds_journalentry e JOIN refunds_refund r ON r.id = e.refund_id
    JOIN customers_payment p ON p.id = r.payment_id JOIN customers_customer c ON c.id = p.customer_id
    WHERE e.kind = %(moved)s AND e.posted_at >= %(after_at)s AND e.posted_at < %(end)s
      AND (e.posted_at, e.id) > (%(after_at)s, %(after_number)s)
      AND (%(country)s::text IS NULL OR {COUNTRY} = %(country)s)
      AND (%(currency)s::text IS NULL OR p.currency = %(currency)s)
    ORDER BY e.posted_at, e.id LIMIT %(portion)s
"""  # noqa: S608 - our own words

_SALE_COLUMNS = (
    f"p.id, p.reference, p.order_reference, {COUNTRY} AS country, p.currency, p.captured_at, p.captured_minor"
)

_SALES = f"""
    SELECT p.captured_at, {_SALE_COLUMNS} FROM customers_payment p JOIN customers_customer c ON c.id = p.customer_id
    WHERE p.captured_at >= %(after_at)s AND p.captured_at < %(end)s
      AND (p.captured_at, p.id) > (%(after_at)s, %(after_number)s)
      AND (%(country)s::text IS NULL OR {COUNTRY} = %(country)s)
      AND (%(currency)s::text IS NULL OR p.currency = %(currency)s)
    ORDER BY p.captured_at, p.id LIMIT %(portion)s
"""  # noqa: S608 - our own words

_SALES_AND_LATE = f"""
    WITH found AS (
        SELECT {landing.LANDS_AT} AS lands_at, {_SALE_COLUMNS}
        FROM customers_payment p JOIN customers_customer c ON c.id = p.customer_id {landing.BARRED}
        WHERE (p.captured_at >= %(start)s AND p.captured_at < %(end)s)
           OR (p.id > %(late_after)s AND p.captured_at < %(start)s)
    )
    SELECT * FROM found
    WHERE lands_at >= %(start)s AND lands_at < %(end)s AND (lands_at, id) > (%(after_at)s, %(after_number)s)
      AND (%(country)s::text IS NULL OR country = %(country)s)
      AND (%(currency)s::text IS NULL OR currency = %(currency)s)
    ORDER BY lands_at, id LIMIT %(portion)s
"""  # noqa: S608 - our own words
