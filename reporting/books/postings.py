"""The ledger's entries of a period as postings: one debit side, one credit side, one amount; each to the minor unit.

What was granted is split by the tax rates of the sale with the largest remainder, so that the parts add up exactly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from customers.card_numbers import mask_card_numbers
from customers.models import Payment
from customers.money import split
from customers.shop_days import Period, shop_day
from refunds.models import JournalEntry, JournalLine
from reporting.books.mapping import Side
from reporting.books.our_accounts import TAXED, taken_apart

ENTRIES_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Posting:
    """`amount_minor` is more than zero, in the minor unit of `currency`. `number` is the entry's own cause."""

    day: date
    entry: int
    number: str
    text: str
    debit: Side
    credit: Side
    amount_minor: int
    currency: str


def postings(period: Period, currency: str) -> Iterator[Posting]:
    """In order of time, then of the entries; read a thousand entries at a time."""
    entries = (
        JournalEntry.objects.filter(posted_at__gte=period.start, posted_at__lt=period.end)
        .filter(lines__currency=currency)
        .distinct()
        .select_related("refund__payment", "dispute_movement__dispute__payment", "customer")
        .prefetch_related("lines", "refund__lines__payment_line")
        .order_by("posted_at", "id")
    )
    for entry in entries.iterator(chunk_size=ENTRIES_AT_ONCE):
        yield from _of_entry(entry, currency)


def _of_entry(entry: JournalEntry, currency: str) -> Iterator[Posting]:
    sides = [
        part
        for line in sorted(entry.lines.all(), key=lambda line: line.pk)
        if line.currency == currency
        for part in _parts(entry, line)
    ]
    debits = [(side, amount) for side, amount in sides if amount > 0]
    credits = [(side, -amount) for side, amount in sides if amount < 0]
    day = shop_day(entry.posted_at)
    text = mask_card_numbers(f"{entry.get_kind_display()} {entry.source}")
    for debit, credit, amount in _paired(debits, credits):
        yield Posting(day, entry.pk, mask_card_numbers(entry.source), text, debit, credit, amount, currency)


def _parts(entry: JournalEntry, line: JournalLine) -> list[tuple[Side, int]]:
    """The line, or its parts by tax rate; with the sign of the ledger: debits are positive."""
    name, gateway_account = taken_apart(line.account)
    side = Side(name, gateway_account, None, _country(entry))
    rates = _rates(entry) if name in TAXED else {}
    if not rates:
        return [(side, line.amount_minor)]
    sign = 1 if line.amount_minor > 0 else -1
    shares = split(abs(line.amount_minor), list(rates.values()))
    return [(replace(side, tax_rate=rate), sign * part) for rate, part in zip(rates, shares, strict=True) if part]


def _rates(entry: JournalEntry) -> dict[Decimal | None, int]:
    """What of the refund has which tax rate, in minor units; goodwill was not sold and has none."""
    if entry.refund is None:
        return {}
    rates: Counter[Decimal | None] = Counter()
    for line in entry.refund.lines.all():
        rates[line.payment_line.tax_rate] += line.amount_minor
    rates[None] += entry.refund.goodwill_minor
    return dict(sorted(((rate, minor) for rate, minor in rates.items() if minor), key=_by_rate))


def _by_rate(share: tuple[Decimal | None, int]) -> tuple[bool, Decimal]:
    return share[0] is None, share[0] or Decimal(0)


def _country(entry: JournalEntry) -> str:
    payment = _payment(entry)
    return payment.country if payment else entry.customer.country


def _payment(entry: JournalEntry) -> Payment | None:
    if entry.refund is not None:
        return entry.refund.payment
    movement = getattr(entry, "dispute_movement", None)
    return movement.dispute.payment if movement else None


def _paired(
    debits: Sequence[tuple[Side, int]], credits: Sequence[tuple[Side, int]]
) -> Iterator[tuple[Side, Side, int]]:
    """Set debits against credits until both are used up; they have the same sum."""
    left = list(credits)
    for debit, amount in debits:
        while amount:
            credit, open_minor = left[0]
            moved = min(amount, open_minor)
            yield debit, credit, moved
            amount -= moved
            left[:1] = [(credit, open_minor - moved)] if open_minor > moved else []
