"""Which refund or purchase a customer's question is about: what it names, else the page it was asked on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from customers.models import Customer, Payment
from refunds.models import Refund

MOST_CHOICES = 6


@dataclass(frozen=True, slots=True)
class Meant:
    """`refunds` and `payments` are those that may be meant, the newest first; `is_foreign` names what is not theirs."""

    refunds: Sequence[Refund] = field(default_factory=list)
    payments: Sequence[Payment] = field(default_factory=list)
    is_foreign: bool = False

    @property
    def refund(self) -> Refund | None:
        return self.refunds[0] if len(self.refunds) == 1 else None

    @property
    def payment(self) -> Payment | None:
        if self.refund is not None:
            return self.refund.payment
        return self.payments[0] if len(self.payments) == 1 else None


def find_meant(customer: Customer, names: Sequence[str], about: str = "") -> Meant:
    """Look among the customer's own. A number that is nobody's and one of somebody else's are both foreign."""
    own = Refund.objects.filter(customer=customer).select_related("payment", "customer").order_by("-created_at", "-id")
    wanted = list(names) or ([about] if about else [])
    if not wanted:
        return Meant(own[:MOST_CHOICES], _payments(customer))
    refunds = list(own.filter(reference__in=wanted)[:MOST_CHOICES])
    payments = list(_payments(customer, _named(wanted)))
    known = {refund.reference for refund in refunds}
    known |= {name.upper() for payment in payments for name in (payment.reference, payment.order_reference)}
    if not set(wanted) <= known:
        return Meant(is_foreign=True)
    if not refunds:
        refunds = list(own.filter(payment__in=payments)[:MOST_CHOICES])
    return Meant(refunds, payments)


def _named(names: Sequence[str]) -> Q:
    """A payment's own number, or the shop's number of the order however it is written."""
    orders = [Q(order_reference__iexact=name) for name in names]
    condition = Q(reference__in=names)
    for order in orders:
        condition |= order
    return condition


def _payments(customer: Customer, condition: Q | None = None) -> Sequence[Payment]:
    rows = Payment.objects.filter(customer=customer).order_by("-captured_at", "-id")
    return list((rows.filter(condition) if condition is not None else rows)[:MOST_CHOICES])
