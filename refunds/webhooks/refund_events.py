"""What a webhook about a refund does: read the gateway's record, settle ours, or adopt what we did not send."""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.actors import Actor
from refunds.actions.adopt_refund import Found, adopt_refund
from refunds.actions.close_unmatched import close_unmatched
from refunds.actions.settle import apply_refund_outcome
from refunds.errors import DoesNotFit, Unmatched
from refunds.gateways.accounts import gateway_for
from refunds.gateways.errors import Unreachable
from refunds.gateways.types import Outcome, OutcomeState
from refunds.models import RefundAttempt, WebhookEvent


def on_refund_event(event: WebhookEvent) -> str:
    """Bring the attempt that the event is about to the gateway's present truth.

    Raises DoesNotFit when the event names another amount, currency, payment or reference than we know of it.
    """
    gateway = gateway_for(event.gateway, event.gateway_account)
    if not event.gateway_reference:
        raise Unmatched(_("The event names no refund."))
    attempt = _attempt_of(event)
    if attempt is not None:
        _require_ours(attempt, event)
    outcome = gateway.read_refund(event.gateway_reference)
    return _adopt(event, outcome) if attempt is None else _settle(attempt, outcome, event)


def _attempt_of(event: WebhookEvent) -> RefundAttempt | None:
    """By the gateway's id, or by our reference in it, which is there even before we read the answer."""
    account = RefundAttempt.objects.select_related("refund__payment").filter(
        gateway=event.gateway, gateway_account=event.gateway_account
    )
    by_theirs = account.filter(gateway_reference=event.gateway_reference).first()
    if by_theirs or not event.refund_reference:
        return by_theirs
    return account.filter(reference=event.refund_reference).first()


def _require_ours(attempt: RefundAttempt, event: WebhookEvent) -> None:
    """A webhook sets nothing. What it names and is fixed on our side must be the same on both."""
    refund = attempt.refund
    if event.refund_reference and event.gateway_reference and attempt.gateway_reference:
        if attempt.gateway_reference != event.gateway_reference:
            raise DoesNotFit(_("The event names our reference but another refund of the gateway."))
        if attempt.body and event.refund_reference != attempt.reference:
            raise DoesNotFit(_("The event names the gateway's refund but another reference of ours."))
    if event.payment_references and refund.payment.gateway_reference not in event.payment_references:
        raise DoesNotFit(_("The event carries our reference but another payment."))
    if event.currency and event.currency != refund.currency:
        raise DoesNotFit(_("The event names another currency than ours."))
    if event.amount_minor is not None and event.amount_minor != refund.amount_minor:
        raise DoesNotFit(_("The event names another amount than ours."))


def _adopt(event: WebhookEvent, outcome: Outcome) -> str:
    if outcome.state == OutcomeState.UNKNOWN:
        raise Unreachable(_("The gateway does not tell of this refund now."))
    said = (event.amount_minor, event.currency)
    if event.amount_minor is not None and said != (outcome.amount_minor, outcome.currency):
        raise DoesNotFit(_("The event names another amount than the gateway's own record."))
    found = Found(event.gateway, event.gateway_account, frozenset(event.payment_references))
    adopted = adopt_refund(found, outcome)
    if adopted is None:
        return _("A refund that is not ours ended without effect.")
    close_unmatched(event.gateway_account, outcome.gateway_reference, adopted.sentence, but=event)
    return adopted.sentence


def _settle(attempt: RefundAttempt, outcome: Outcome, event: WebhookEvent) -> str:
    if outcome.state == OutcomeState.UNKNOWN and attempt.gateway_reference != event.gateway_reference:
        raise Unreachable(_("The gateway does not tell of this refund now."))
    before = attempt.state
    after = apply_refund_outcome(attempt.pk, outcome, Actor.gateway(event.gateway_account)).state
    if before == after:
        return _("Already known.")
    return _("%(reference)s: %(before)s → %(after)s") % {
        "reference": attempt.reference,
        "before": before,
        "after": after,
    }
