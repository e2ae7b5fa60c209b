"""Putting a payment on hold and lifting the hold. While one stands, no refund of the payment leaves."""

from __future__ import annotations

from django.db import transaction

from customers import clock
from customers.actors import Actor, acting
from customers.models import Payment, PaymentHold


def hold_payment(*, actor: Actor, payment: Payment, kind: str, reason: str, source: str = "") -> PaymentHold:
    """Place a hold, once per source."""
    with transaction.atomic(), acting(actor):
        Payment.objects.select_for_update().get(pk=payment.pk)
        standing = PaymentHold.objects.filter(payment=payment, source=source, released_at=None).first()
        if standing and source:
            return standing
        return PaymentHold.objects.create(payment=payment, kind=kind, source=source, reason=reason, placed_by=actor.key)


def release_hold(*, actor: Actor, payment: Payment, source: str) -> int:
    """Lift the standing holds of a source; return how many there were."""
    with transaction.atomic(), acting(actor):
        Payment.objects.select_for_update().get(pk=payment.pk)
        standing = list(PaymentHold.objects.filter(payment=payment, source=source, released_at=None))
        for hold in standing:
            hold.released_at, hold.released_by = clock.now(), actor.key
            hold.save()
    return len(standing)
