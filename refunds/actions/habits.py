"""What else a customer asked for and got: how often, how much, and whether this very thing was asked before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet

from customers.models import Payment
from customers.prepared import Prepared
from refunds.models import Refund

LOOK_BACK = timedelta(days=400)
MOST_REFUNDS = 1000
"""More of one customer's refunds are not looked at: whoever has so many is put before a person by fewer."""
MOST_DUPLICATES = 5
TURNED_DOWN = (Refund.State.REJECTED, Refund.State.CANCELED, Refund.State.FAILED)


@dataclass(frozen=True, slots=True)
class Habits:
    """Requests of 30 days, refunds of 90 days with their sum in the payment's currency, requests for the same."""

    requests_30d: int
    refunds_90d: int
    refunded_90d_minor: int
    alike: tuple[str, ...]


class _Other(NamedTuple):
    reference: str
    payment_id: int
    amount_minor: int
    currency: str
    state: str
    created_at: datetime
    finished_at: datetime | None


def habits_of(payment: Payment, amount_minor: int, now: datetime, refund: Refund | None = None) -> Habits:
    """Look at the customer's other refunds; `refund` itself does not count. Newest first, in one plain query."""
    others = [_Other(*row) for row in _OTHERS(customer=payment.customer_id, since=now - LOOK_BACK)]
    others = [other for other in others if refund is None or other.reference != refund.reference]
    paid = [other for other in others if _paid_since(other, now - timedelta(days=90))]
    recent = [other for other in others if other.created_at >= now - timedelta(days=30)]
    return Habits(
        requests_30d=len(recent),
        refunds_90d=len(paid),
        refunded_90d_minor=sum(other.amount_minor for other in paid if other.currency == payment.currency),
        alike=tuple(other.reference for other in reversed(recent) if _is_alike(other, payment, amount_minor))[
            :MOST_DUPLICATES
        ],
    )


def _others(customer: int, since: datetime) -> QuerySet[Refund, tuple[Any, ...]]:
    rows = Refund.objects.filter(customer=customer, created_at__gte=since).order_by("-id")
    return rows.values_list(*_Other._fields)[:MOST_REFUNDS]


_OTHERS = Prepared(_others, customer=int, since=datetime)


def _paid_since(other: _Other, moment: datetime) -> bool:
    return other.state == Refund.State.COMPLETED and other.finished_at is not None and other.finished_at >= moment


def _is_alike(other: _Other, payment: Payment, amount_minor: int) -> bool:
    same = (other.payment_id, other.amount_minor) == (payment.pk, amount_minor)
    return same and other.state not in TURNED_DOWN
