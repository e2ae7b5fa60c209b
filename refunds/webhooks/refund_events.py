"""What a webhook about a refund does: read the gateway's record, settle ours, or adopt what we did not send.

What only says once more that a refund is paid is known, and costs the gateway no question.

A gateway that has no such record signs its whole word into the event. Then the event is the truth, as far as it fits
what we sent to the last field.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from customers.actors import Actor
from customers.prepared import PreparedRows
from refunds.actions.adopt_refund import Found, adopt_refund
from refunds.actions.close_unmatched import close_unmatched
from refunds.actions.settle import apply_refund_outcome, names_ours
from refunds.errors import Contradiction, TooEarly, Unmatched
from refunds.gateways.accounts import gateway_for
from refunds.gateways.base import Gateway
from refunds.gateways.errors import Unreachable
from refunds.gateways.types import Outcome, OutcomeState
from refunds.models import RefundAttempt, WebhookEvent
from refunds.webhooks.old_news import attempts_told_of, is_old_news, known_words
from refunds.webhooks.records import present_record
from refunds.webhooks.sockets import Asking

State = RefundAttempt.State

THE_REFUND = Asking(lambda able: able.reads_refunds, lambda gateway, reference: gateway.read_refund(reference))


def on_refund_event(event: WebhookEvent) -> str:
    """Bring the attempt that the event is about to the gateway's present truth.

    Raises Contradiction when the event names another amount, currency, payment or reference than we know of it.
    """
    gateway = gateway_for(event.gateway, event.gateway_account)
    if not event.gateway_reference:
        raise Unmatched(_("The event names no refund."))
    if not THE_REFUND.can(gateway.capabilities):
        return _take_its_word(event, _told(event, gateway))
    attempt = _attempt_of(event)
    if attempt is not None:
        _require_ours(attempt, event)
        if is_old_news(event, attempt):
            return known_words()
    outcome: Outcome = present_record(event, gateway, THE_REFUND)
    if attempt is None:
        return _adopt(event, outcome, is_reversal=event.kind in gateway.capabilities.reversals)
    return _settle(attempt, outcome, event)


def known_already(events: Sequence[WebhookEvent]) -> list[WebhookEvent]:
    """Those of these events, of gateways that can be asked, that say to the last field what is known here."""
    attempts = attempts_told_of(events)
    return [event for event in events if event.pk in attempts and _is_known_here(event, attempts[event.pk])]


def _is_known_here(event: WebhookEvent, attempt: RefundAttempt) -> bool:
    try:
        _require_ours(attempt, event)
    except Contradiction:
        return False
    return is_old_news(event, attempt)


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
        return _adopt(event, outcome)
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
    whose = {"gateway": event.gateway, "account": event.gateway_account}
    found: RefundAttempt | None = _BY_THEIRS.first(**whose, reference=event.gateway_reference)
    if found is None and event.refund_reference:
        found = _BY_OURS.first(**whose, reference=event.refund_reference)
    return found


def _named(field: str, gateway: str, account: str, reference: str) -> QuerySet[RefundAttempt]:
    of_account = RefundAttempt.objects.filter(gateway=gateway, gateway_account=account)
    named = of_account.filter(**{field: reference}).exclude(**{field: ""})
    return named.select_related("refund__payment")[:1]


_BY_THEIRS = PreparedRows(partial(_named, "gateway_reference"), gateway=str, account=str, reference=str)
_BY_OURS = PreparedRows(partial(_named, "reference"), gateway=str, account=str, reference=str)


def _require_ours(attempt: RefundAttempt, event: WebhookEvent) -> None:
    """A webhook sets nothing. What it names and is fixed on our side must be the same on both."""
    refund = attempt.refund
    if event.refund_reference and event.gateway_reference and attempt.gateway_reference:
        if attempt.gateway_reference != event.gateway_reference:
            raise Contradiction(_("The event names our reference but another refund of the gateway."))
        if attempt.body and event.refund_reference not in (attempt.reference, refund.payment.order_reference):
            raise Contradiction(_("The event names the gateway's refund but another reference of ours."))
    if event.payment_references and refund.payment.gateway_reference not in event.payment_references:
        raise Contradiction(_("The event carries our reference but another payment."))
    if event.currency and event.currency != refund.currency:
        raise Contradiction(_("The event names another currency than ours."))
    if event.amount_minor is not None and event.amount_minor != refund.amount_minor:
        raise Contradiction(_("The event names another amount than ours."))


def _adopt(event: WebhookEvent, outcome: Outcome, *, is_reversal: bool = False) -> str:
    if outcome.state == OutcomeState.UNKNOWN:
        raise Unreachable(_("The gateway does not tell of this refund now."))
    said = (event.amount_minor, event.currency)
    if event.amount_minor is not None and said != (outcome.amount_minor, outcome.currency):
        raise Contradiction(_("The event names another amount than the gateway's own record."))
    found = Found(event.gateway, event.gateway_account, frozenset(event.payment_references), is_reversal=is_reversal)
    adopted = adopt_refund(found, outcome)
    if adopted is None:
        return _("A refund that is not ours ended without effect.")
    close_unmatched(event.gateway_account, outcome.gateway_reference, adopted.sentence, but=event)
    return adopted.sentence


def _settle(attempt: RefundAttempt, outcome: Outcome, event: WebhookEvent) -> str:
    if outcome.state == OutcomeState.UNKNOWN:
        raise Unreachable(_("The gateway does not tell of this refund now."))
    if _is_known(attempt, outcome):
        return known_words()
    before = attempt.state
    after = apply_refund_outcome(attempt.pk, outcome, Actor.gateway(event.gateway_account)).state
    if before == after:
        return known_words()
    return _("%(reference)s: %(before)s → %(after)s") % {
        "reference": attempt.reference,
        "before": State(before).label,
        "after": State(after).label,
    }


def _is_known(attempt: RefundAttempt, outcome: Outcome) -> bool:
    """Whether it says once more, to the last field, that the money has left: nothing is locked for that."""
    paid = attempt.state == State.SUCCEEDED and outcome.state == OutcomeState.SUCCEEDED
    return paid and names_ours(attempt, outcome)
