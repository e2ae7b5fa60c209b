"""A person's own stop on a payment, and taking it away again. A dispute's hold is not theirs to lift."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actions.hold_payment import hold_payment, release_hold
from customers.actors import Actor
from customers.errors import BadInput, Conflict, NotFound
from customers.models import Payment, PaymentHold
from refunds import permissions
from refunds.actions.go_on import go_on

BY_HAND = "by_hand"
REASON_LIMIT = 300


def place_hold(*, actor: Actor, payment_reference: str, reason: str) -> PaymentHold:
    """Stop every refund of a payment, for a reason that colleagues read. One such hold stands at a time."""
    words = reason.strip()
    if not words or len(words) > REASON_LIMIT or "\x00" in words:
        raise BadInput(_("Write the reason in one sentence; your colleagues read it."), "reason_missing", "reason")
    permissions.require(actor, permissions.HOLD)
    with transaction.atomic():
        payment = _lock(payment_reference)
        if payment.holds.filter(source=BY_HAND, released_at=None).exists():
            raise Conflict(_("A colleague has already put this payment on hold."), "already_on_hold")
        return hold_payment(actor=actor, payment=payment, kind=PaymentHold.Kind.PERSON, reason=words, source=BY_HAND)


def lift_hold(*, actor: Actor, payment_reference: str) -> None:
    """Lift the hold that a person placed. Raises Conflict when none stands."""
    permissions.require(actor, permissions.HOLD)
    with transaction.atomic():
        payment = _lock(payment_reference)
        if not release_hold(actor=actor, payment=payment, source=BY_HAND):
            raise Conflict(_("This hold has already been lifted."), "not_on_hold")
        go_on(payment)


def _lock(reference: str) -> Payment:
    payment = Payment.objects.select_for_update().filter(reference=reference).first()
    if payment is None:
        raise NotFound(_("There is no such payment."), "payment_not_found")
    return payment
