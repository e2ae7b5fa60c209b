"""What the ledger says. Statements and dashboards read here; nothing else sums money."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet, Sum

from refunds.ledger import accounts
from refunds.models import JournalLine


def balance(account: str, currency: str) -> int:
    """The account's balance in minor units; debit is positive."""
    lines = JournalLine.objects.filter(account=account, currency=currency)
    return lines.aggregate(total=Sum("amount_minor"))["total"] or 0


def lines_between(start: datetime, end: datetime) -> QuerySet[JournalLine]:
    """Lines posted in the half-open period [start, end)."""
    return JournalLine.objects.filter(entry__posted_at__gte=start, entry__posted_at__lt=end)


def paid_back(lines: QuerySet[JournalLine]) -> dict[str, int]:
    """Per currency, what left for customers less what came back, over the given lines, in minor units.

    Read off the payable account: settlements debit it, reversals credit what they were paid from.
    """
    moved = lines.filter(entry__kind__in=["settle", "reverse"]).exclude(
        account__in=[accounts.REFUNDS_PAYABLE, accounts.REFUNDS_GRANTED]
    )
    return {
        row["currency"]: -row["total"] for row in moved.values("currency").annotate(total=Sum("amount_minor"))
    }
