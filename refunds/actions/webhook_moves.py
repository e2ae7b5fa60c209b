"""What a person does about a webhook: have it worked off again, say which refund it means, or set it aside."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from customers import clock, doorbell
from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict, NotFound
from refunds import permissions
from refunds.actions.match_refund import match_refund
from refunds.actions.operate import WORDS_LIMIT, write_down
from refunds.gateways.accounts import gateway_for
from refunds.gateways.types import GatewayEvent
from refunds.models import Refund, WebhookEvent

PROCESS_WEBHOOKS = "refunds.tasks.process_webhooks"
State = WebhookEvent.State


def replay_webhook(*, actor: Actor, webhook_id: int) -> WebhookEvent:
    """Have the stored bytes read and worked off once more; what it has done already is not done again.

    Raises Conflict for one that waits for a worker anyway, and for one of two that came under the same id.
    """
    permissions.require(actor, permissions.RECONCILE)
    with transaction.atomic(), acting(actor):
        webhook = _locked(webhook_id)
        if webhook.state == State.RECEIVED:
            raise Conflict(_("A worker takes this webhook anyway."), "webhook_waits")
        _require_single(webhook)
        _read_again(webhook)
        WebhookEvent.objects.filter(pk=webhook.pk).update(
            state=State.RECEIVED, due_at=Now(), tries=0, processed_at=None
        )
        write_down(actor, "webhook.retried", str(webhook), None, why=webhook.result)
        doorbell.ring_after_commit(PROCESS_WEBHOOKS)
    return WebhookEvent.objects.get(pk=webhook.pk)


def match_webhook(*, actor: Actor, webhook_id: int, to: str, words: str) -> Refund:
    """Say which request, or which payment, the refund belongs to that a parked webhook tells of.

    Raises Conflict or BadInput when it does not fit; nothing was written then.
    """
    permissions.require(actor, permissions.RECONCILE)
    webhook = WebhookEvent.objects.filter(pk=webhook_id).first()
    if webhook is None:
        raise NotFound(_("There is no such webhook."), "webhook_not_found")
    if webhook.state != State.PARKED or webhook.topic != "refund" or not webhook.gateway_reference:
        raise Conflict(_("This webhook does not wait for somebody to match it."), "webhook_not_parked")
    return match_refund(
        actor=actor,
        gateway=webhook.gateway,
        account=webhook.gateway_account,
        gateway_reference=webhook.gateway_reference,
        payment_references=webhook.payment_references,
        to=to,
        words=words,
    )


def set_webhook_aside(*, actor: Actor, webhook_id: int, words: str) -> WebhookEvent:
    """Put a webhook that waits for a person aside, with a word why."""
    permissions.require(actor, permissions.RECONCILE)
    words = checked_words(words)
    with transaction.atomic(), acting(actor):
        webhook = _locked(webhook_id)
        if webhook.state not in WebhookEvent.STUCK:
            raise Conflict(_("This webhook does not wait for a person any more."), "webhook_not_parked")
        said = _("Set aside by %(who)s: %(words)s") % {"who": actor.label, "words": words}
        WebhookEvent.objects.filter(pk=webhook.pk).update(
            state=State.SET_ASIDE, result=said[:300], processed_at=clock.now(), due_at=None
        )
        write_down(actor, "webhook.set_aside", str(webhook), None, why=webhook.result, words=words)
    return WebhookEvent.objects.get(pk=webhook.pk)


def checked_words(words: str) -> str:
    """One sentence of a person. Raises BadInput."""
    words = words.strip()
    if not words or len(words) > WORDS_LIMIT or "\x00" in words:
        raise BadInput(_("Say in one sentence why."), "words_missing", "words")
    return words


def _locked(webhook_id: int) -> WebhookEvent:
    webhook = WebhookEvent.objects.select_for_update().filter(pk=webhook_id).first()
    if webhook is None:
        raise NotFound(_("There is no such webhook."), "webhook_not_found")
    return webhook


def _require_single(webhook: WebhookEvent) -> None:
    twins = WebhookEvent.objects.filter(
        gateway=webhook.gateway, gateway_account=webhook.gateway_account, event_id=webhook.event_id
    )
    if webhook.state == State.QUARANTINED and twins.exclude(pk=webhook.pk).exists():
        raise Conflict(
            _("Another body came under the same id. Compare both with the gateway's console; it is not repeated."),
            "webhook_quarantined",
        )


def _read_again(webhook: WebhookEvent) -> None:
    """Take what the event says from its bytes, as the adapter reads them today."""
    gateway = gateway_for(webhook.gateway, webhook.gateway_account)
    event = next(
        (event for event in gateway.parse_events(bytes(webhook.body)) if event.event_id == webhook.event_id), None
    )
    if event is None:
        raise Conflict(_("The stored bytes do not hold this event any more as we read them."), "webhook_unreadable")
    WebhookEvent.objects.filter(pk=webhook.pk).update(**_named(event))


def _named(event: GatewayEvent) -> dict[str, object]:
    return {
        "topic": str(event.topic),
        "refund_reference": event.refund_reference,
        "gateway_reference": event.gateway_reference,
        "payment_reference": event.payment_reference,
        "payment_alias": event.payment_alias,
        "amount_minor": event.amount_minor,
        "currency": event.currency,
    }
