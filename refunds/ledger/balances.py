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


def moved_money(lines: QuerySet[JournalLine]) -> QuerySet[JournalLine]:
    """Keep the side on which money left for customers (negative) or came back (positive)."""
    return lines.filter(entry__kind__in=["settle", "reverse"]).exclude(
        account__in=[accounts.REFUNDS_PAYABLE, accounts.REFUNDS_GRANTED]
    )


def paid_back(lines: QuerySet[JournalLine]) -> dict[str, int]:
    """Per currency, what left for customers less what came back, over the given lines, in minor units."""
    sums = moved_money(lines).values("currency").annotate(total=Sum("amount_minor"))
    return {row["currency"]: -row["total"] for row in sums}
