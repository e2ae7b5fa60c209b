"""The door for gateways: verify the raw bytes, store each event, answer. Nothing is decided here."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from django.db import transaction

from customers.correlation import correlation_id
from customers.planned_rows import write_unless_there
from refunds.crash_points import crash_point
from refunds.gateways.accounts import gateway_for_account
from refunds.gateways.types import GatewayEvent
from refunds.models import WebhookEvent


def receive_webhook(account: str, raw: bytes, headers: Mapping[str, str]) -> int:
    """Store every event in a verified delivery; return how many were new.

    Raises ForgedWebhook for whatever cannot be verified and UnknownAccount for an address of ours that is none.
    The same event again is dropped; the same id with another body is quarantined, for a person to see.
    """
    gateway = gateway_for_account(account)
    events = gateway.read_events(raw, headers)
    crash_point("webhook_verified")
    with transaction.atomic():
        stored = [_store(gateway.code, account, event, raw) for event in events]
    crash_point("webhook_stored")
    return sum(stored)


def _store(gateway: str, account: str, event: GatewayEvent, raw: bytes) -> bool:
    body_hash = hashlib.sha256(event.signed or raw).hexdigest()
    known = WebhookEvent.objects.filter(gateway=gateway, gateway_account=account, event_id=event.event_id)
    bodies = set(known.values_list("body_hash", flat=True))
    if body_hash in bodies:
        return False
    State = WebhookEvent.State
    write_unless_there(
        WebhookEvent(
            gateway=gateway,
            gateway_account=account,
            event_id=event.event_id,
            kind=event.kind[:80],
            topic=event.topic,
            refund_reference=event.refund_reference,
            gateway_reference=event.gateway_reference,
            payment_reference=event.payment_reference,
            payment_alias=event.payment_alias,
            amount_minor=event.amount_minor,
            currency=event.currency,
            says_paid=event.says_paid,
            body=raw,
            body_hash=body_hash,
            state=State.QUARANTINED if bodies else State.RECEIVED,
            correlation_id=correlation_id(),
            result="The same event came with another body." if bodies else "",
        )
    )
    return True
