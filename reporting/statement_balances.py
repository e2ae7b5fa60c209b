"""What stood on the ledger's accounts when a statement's period began and ended, and what moved them in between."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet, Sum

from refunds.ledger import accounts
from refunds.models import JournalLine
from reporting.models import Statement

Balance = dict[str, Any]
OWED = (accounts.REFUNDS_PAYABLE, accounts.STORE_CREDIT)
"""What the shop owes a customer."""


def account_of(statement: Statement) -> str:
    return accounts.gateway_balance(statement.gateway, statement.account)


def lines_of(statement: Statement, last_entry: int) -> QuerySet[JournalLine]:
    """The lines of the accounts that the statement is about, up to its end and the last entry that it counts."""
    lines = JournalLine.objects.filter(entry__posted_at__lt=statement.period.end, entry_id__lte=last_entry)
    if statement.kind == Statement.Kind.CUSTOMER:
        return lines.filter(entry__customer=statement.customer, account__in=OWED)
    if statement.kind == Statement.Kind.ACCOUNT:
        return lines.filter(account=account_of(statement))
    return lines


def read_balances(statement: Statement, last_entry: int) -> list[Balance]:
    """By account and currency, in minor units, debit positive: opening, debits, credits (negative) and closing."""
    inside = Q(entry__posted_at__gte=statement.period.start)
    rows: Any = (
        lines_of(statement, last_entry)
        .order_by()
        .values("account", "currency")
        .annotate(
            opening_minor=Sum("amount_minor", filter=~inside, default=0),
            debit_minor=Sum("amount_minor", filter=inside & Q(amount_minor__gt=0), default=0),
            credit_minor=Sum("amount_minor", filter=inside & Q(amount_minor__lt=0), default=0),
            closing_minor=Sum("amount_minor"),
        )
    )
    told: list[Balance] = [{name: _whole(name, value) for name, value in row.items()} for row in rows]
    said = [row for row in told if row["opening_minor"] or row["debit_minor"] or row["credit_minor"]]
    return sorted(said, key=lambda row: (row["account"], row["currency"]))


def _whole(name: str, value: Any) -> Any:
    """Sums come as decimals of the database."""
    return int(value) if name.endswith("_minor") else value
