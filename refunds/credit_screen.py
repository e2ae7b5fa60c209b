"""A customer's store credit as pages show it: what is left, until when, and what happened."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, Prefetch, QuerySet

from customers.models import CreditAccount, CreditEntry, CreditHold, CreditLot, Customer


def accounts_of(customer: Customer) -> list[CreditAccount]:
    """The accounts by currency. Each has `lots_left`, the first to expire first, and `open_holds`."""
    left = CreditLot.objects.filter(left_minor__gt=0).order_by(F("expires_at").asc(nulls_last=True), "id")
    holds = CreditHold.objects.filter(state=CreditHold.State.OPEN).order_by("expires_at", "id")
    accounts = customer.credit_accounts.order_by("currency")
    return list(
        accounts.prefetch_related(
            Prefetch("lots", left, to_attr="lots_left"), Prefetch("holds", holds, to_attr="open_holds")
        )
    )


def movements_of(accounts: Sequence[CreditAccount]) -> QuerySet[CreditEntry]:
    """Everything that happened to them."""
    return CreditEntry.objects.filter(account__in=accounts).select_related("account", "hold")
