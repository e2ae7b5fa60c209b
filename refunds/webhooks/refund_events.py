"""What a webhook about a refund does: read the gateway's record, settle ours, or adopt what we did not send."""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.actors import Actor
from refunds.actions.adopt_refund import adopt_refund
from refunds.actions.settle import apply_refund_outcome
from refunds.errors import Unmatched
from refunds.gateways.accounts import gateway_for
from refunds.gateways.types import Outcome
from refunds.models import RefundAttempt, WebhookEvent


def on_refund_event(event: WebhookEvent) -> str:
    """Bring the attempt that the event is about to the gateway's present truth."""
    gateway = gateway_for(event.gateway, event.gateway_account)
    if not event.gateway_reference:
        raise Unmatched(_("The event names no refund."))
    outcome = gateway.read_refund(event.gateway_reference)
    attempt = _attempt_of(event)
    if attempt is None:
        return adopt_refund(event, outcome)
    return _settle(attempt, outcome, event)


def _attempt_of(event: WebhookEvent) -> RefundAttempt | None:
    """By the gateway's id, or by our reference in it, which is there even before we read the answer."""
    account = RefundAttempt.objects.filter(gateway=event.gateway, gateway_account=event.gateway_account)
    by_theirs = account.filter(gateway_reference=event.gateway_reference).first()
    if by_theirs or not event.refund_reference:
        return by_theirs
    by_ours = account.filter(reference=event.refund_reference).select_related("refund__payment").first()
    named = event.payment_references
    if by_ours and named and by_ours.refund.payment.gateway_reference not in named:
        raise Unmatched(_("The event carries our reference but another payment."))
    return by_ours


def _settle(attempt: RefundAttempt, outcome: Outcome, event: WebhookEvent) -> str:
    before = attempt.state
    after = apply_refund_outcome(attempt.pk, outcome, Actor.gateway(event.gateway_account)).state
    if before == after:
        return _("Already known.")
    return _("%(reference)s: %(before)s → %(after)s") % {
        "reference": attempt.reference,
        "before": before,
        "after": after,
    }
