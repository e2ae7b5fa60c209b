"""Taking in a refund that was made in the gateway's own console: matched to its payment, or put before a person."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.models import Payment
from refunds.actions.mark_products import products_of
from refunds.actions.release_refund import move_amounts
from refunds.actions.settle import apply_refund_outcome
from refunds.errors import Unmatched
from refunds.events import record
from refunds.gateways.types import Outcome, OutcomeState
from refunds.ledger.post import post_reserve
from refunds.models import Refund, RefundAttempt, WebhookEvent
from refunds.references import refund_reference

ENDED_WITHOUT_EFFECT = (OutcomeState.FAILED, OutcomeState.CANCELED, OutcomeState.UNKNOWN)


def adopt_refund(event: WebhookEvent, outcome: Outcome) -> str:
    """Open and settle a refund of origin `gateway`. Raises Unmatched when no payment of ours has room for it."""
    if outcome.state in ENDED_WITHOUT_EFFECT:
        return _("A refund that is not ours ended without effect.")
    actor = Actor.gateway(event.gateway_account)
    with transaction.atomic(), acting(actor):
        payment = _payment_with_room(event, outcome)
        refund = _walk_to_processing(payment, outcome, actor)
        attempt = _sent_by_the_gateway(refund, event, outcome)
        apply_refund_outcome(attempt.pk, outcome, actor)
    return _("Adopted as %s.") % refund.reference


def _payment_with_room(event: WebhookEvent, outcome: Outcome) -> Payment:
    payment = (
        Payment.objects.select_for_update()
        .filter(
            gateway=event.gateway,
            gateway_account=event.gateway_account,
            gateway_reference__in=event.payment_references,
        )
        .first()
    )
    if payment is None:
        raise Unmatched(_("The refunded payment is not known here."))
    if payment.refunded_before_minor:
        raise Unmatched(_("The payment had refunds before it was known here; this may be one of them."))
    if outcome.amount_minor is None or outcome.currency != payment.currency:
        raise Unmatched(_("Its amount or currency does not fit the payment."))
    if outcome.amount_minor > payment.left_minor:
        raise Unmatched(_("It is more than is left on the payment."))
    return payment


def _walk_to_processing(payment: Payment, outcome: Outcome, actor: Actor) -> Refund:
    """Adoption takes the declared moves like every refund, so that ledger and events tell the same story."""
    refund = Refund.objects.create(
        reference=refund_reference(),
        customer_id=payment.customer_id,
        payment=payment,
        currency=payment.currency,
        amount_minor=outcome.amount_minor,
        reason=Refund.Reason.OTHER,
        origin=Refund.Origin.GATEWAY,
        requested_by=actor.key,
        **products_of(payment),
    )
    record(refund, "refund.adopted", actor, gateway_reference=outcome.gateway_reference)
    move_amounts(payment, reserved=refund.amount_minor)
    refund.approve()
    refund.save()
    post_reserve(refund)
    record(refund, "refund.approved", actor, Refund.State.REQUESTED, round=refund.round)
    refund.start()
    refund.save()
    record(refund, "refund.processing", actor, Refund.State.APPROVED, round=refund.round)
    return refund


def _sent_by_the_gateway(refund: Refund, event: WebhookEvent, outcome: Outcome) -> RefundAttempt:
    attempt = RefundAttempt(
        refund=refund,
        number=refund.round,
        reference=f"{refund.reference}-1",
        gateway=event.gateway,
        gateway_account=event.gateway_account,
        idempotency_key=f"adopted:{hashlib.sha256(outcome.gateway_reference.encode()).hexdigest()[:40]}",
        body=b"",
        body_hash=hashlib.sha256(b"").hexdigest(),
        gateway_reference=outcome.gateway_reference,
        next_check_at=clock.now(),
    )
    attempt.send()
    attempt.save()
    return attempt
