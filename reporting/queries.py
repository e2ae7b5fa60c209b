"""The figures behind statements. Refunded money is read off the ledger, captured money off the payments.

Periods are half-open: [start, end).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from customers.models import Payment
from refunds.ledger.balances import moved_money
from refunds.models import JournalEntry, JournalLine

SETTLE, REVERSE = JournalEntry.Kind.SETTLE, JournalEntry.Kind.REVERSE


@dataclass(frozen=True, slots=True)
class Captured:
    """Charges: how many, and their sum in minor units."""

    count: int = 0
    amount_minor: int = 0


@dataclass(frozen=True, slots=True)
class PaidBack:
    """Money that left for customers, and that came back, in minor units."""

    count: int = 0
    amount_minor: int = 0
    returned_count: int = 0
    returned_minor: int = 0

    @property
    def net_minor(self) -> int:
        return self.amount_minor - self.returned_minor


def captured_between(start: datetime, end: datetime) -> QuerySet[Payment]:
    return Payment.objects.filter(captured_at__gte=start, captured_at__lt=end)


def captured_per_currency(payments: QuerySet[Payment]) -> dict[str, Captured]:
    rows = payments.order_by().values("currency").annotate(count=Count("pk"), amount=Sum("captured_minor"))
    return {row["currency"]: Captured(row["count"], row["amount"]) for row in rows}


def paid_back_per_currency(lines: QuerySet[JournalLine]) -> dict[str, PaidBack]:
    rows = moved_money(lines).order_by().values("currency").annotate(**_PAID_BACK)
    return {row["currency"]: _paid_back(row) for row in rows}


_PAID_BACK = {
    "count": Count("pk", filter=Q(entry__kind=SETTLE)),
    "amount": Sum("amount_minor", filter=Q(entry__kind=SETTLE), default=0),
    "returned_count": Count("pk", filter=Q(entry__kind=REVERSE)),
    "returned": Sum("amount_minor", filter=Q(entry__kind=REVERSE), default=0),
}


def _paid_back(row: Any) -> PaidBack:
    return PaidBack(row["count"], -row["amount"], row["returned_count"], row["returned"])
