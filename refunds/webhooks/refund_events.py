"""What a webhook about a refund does: read the gateway's record, settle ours, or adopt what we did not send.

A gateway that has no such record signs its whole word into the event. Then the event is the truth, as far as it fits
what we sent to the last field.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.actors import Actor
from refunds.actions.adopt_refund import adopt_refund
from refunds.actions.settle import apply_refund_outcome
from refunds.errors import Contradiction, TooEarly, Unmatched
from refunds.gateways.accounts import gateway_for
from refunds.gateways.base import Gateway
from refunds.gateways.types import Outcome, OutcomeState
from refunds.models import RefundAttempt, WebhookEvent

State = RefundAttempt.State


def on_refund_event(event: WebhookEvent) -> str:
    """Bring the attempt that the event is about to the gateway's present truth."""
    gateway = gateway_for(event.gateway, event.gateway_account)
    if not event.gateway_reference:
        raise Unmatched(_("The event names no refund."))
    if not gateway.capabilities.reads_refunds:
        return _take_its_word(event, _told(event, gateway))
    outcome = gateway.read_refund(event.gateway_reference)
    attempt = _attempt_of(event)
    if attempt is None:
        return adopt_refund(event, outcome)
    return _settle(attempt, outcome, event)


def _told(event: WebhookEvent, gateway: Gateway) -> Outcome:
    """Read the outcome out of the stored bytes, which were verified when they came and cannot have changed since."""
    for told in gateway.parse_events(bytes(event.body)):
        if told.event_id == event.event_id and told.outcome is not None:
            return told.outcome
    raise Unmatched(_("The event tells nothing of a refund."))


def _take_its_word(event: WebhookEvent, outcome: Outcome) -> str:
    if outcome.state == OutcomeState.UNKNOWN:
        raise Unmatched(outcome.message)
    attempt = _attempt_of(event)
    if attempt is None:
        _wait_for_what_it_may_belong_to(event, outcome)
        return adopt_refund(event, outcome)
    _compare(attempt, outcome, event)
    return _settle(attempt, outcome, event)


def _wait_for_what_it_may_belong_to(event: WebhookEvent, outcome: Outcome) -> None:
    """Adopt nothing that may be ours: the answer that names it may still be on its way."""
    if outcome.state == OutcomeState.REVERSED:
        raise TooEarly(_("The money of a refund came back that is not known here."))
    unanswered = RefundAttempt.objects.filter(
        refund__payment__gateway=event.gateway,
        refund__payment__gateway_account=event.gateway_account,
        refund__payment__gateway_reference__in=event.payment_references,
        state__in=(State.SENDING, State.UNKNOWN),
    )
    if unanswered.exists():
        raise TooEarly(_("A refund of this payment waits for its answer; this may be it."))


def _compare(attempt: RefundAttempt, outcome: Outcome, event: WebhookEvent) -> None:
    """A webhook never sets amounts: amount, currency, payment and reference are ours, or nothing happens."""
    refund, payment = attempt.refund, attempt.refund.payment
    if (outcome.amount_minor, outcome.currency) != (refund.amount_minor, refund.currency):
        raise Contradiction(_("It names another amount than %s.") % attempt.reference)
    if payment.gateway_reference not in event.payment_references:
        raise Contradiction(_("It names another payment than %s.") % attempt.reference)
    if attempt.body and event.refund_reference not in (attempt.reference, payment.order_reference):
        raise Contradiction(_("It names another reference than %s.") % attempt.reference)


def _attempt_of(event: WebhookEvent) -> RefundAttempt | None:
    """By the gateway's id, or by our reference in it, which is there even before we read the answer."""
    account = RefundAttempt.objects.filter(gateway=event.gateway, gateway_account=event.gateway_account)
    by_theirs = account.filter(gateway_reference=event.gateway_reference).first()
    if by_theirs or not event.refund_reference:
        return by_theirs
    by_ours = account.filter(reference=event.refund_reference).select_related("refund__payment").first()
    named = event.payment_references
    if by_ours and named and by_ours.refund.payment.gateway_reference not in named:
        raise Contradiction(_("The event carries our reference but another payment."))
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
