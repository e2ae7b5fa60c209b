"""Which bank transfers wait to be paid, and what each of them waits for. All of it is walked on one index."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from customers.models import PaymentHold
from refunds.banking.account import CURRENCY
from refunds.models import BankDetails, Refund, TransferLine


def transfers_to_pay() -> QuerySet[Any]:
    """Approved bank transfers that stand in no payment file, each with its account, its hold, and who is asked."""
    lines = TransferLine.objects.filter(refund=OuterRef("pk"), round=OuterRef("round"), dropped_at=None)
    holds = PaymentHold.objects.filter(payment=OuterRef("payment_id"), released_at=None)
    living = BankDetails.objects.filter(refund=OuterRef("pk"), state__in=BankDetails.LIVING)
    confirmed = living.filter(state=BankDetails.State.CONFIRMED)
    return (
        Refund.objects.filter(~Exists(lines), state=Refund.State.APPROVED, rail=Refund.Rail.BANK_TRANSFER)
        .select_related("customer", "payment")
        .annotate(
            is_held=Exists(holds),
            account_ending=Subquery(confirmed.values("last4")[:1]),
            account_country=Subquery(confirmed.values("country")[:1]),
            answer_by=Subquery(living.filter(state=BankDetails.State.ASKED).values("expires_at")[:1]),
        )
    )


def ready_transfers() -> QuerySet[Any]:
    """Those that a payment file can take now."""
    return transfers_to_pay().filter(currency=CURRENCY, account_ending__isnull=False, is_held=False)


def waiting_transfers() -> QuerySet[Any]:
    """Those that wait for an account, for the end of a hold, or for a payment by hand."""
    ready = Q(currency=CURRENCY, account_ending__isnull=False, is_held=False)
    return transfers_to_pay().exclude(ready)
