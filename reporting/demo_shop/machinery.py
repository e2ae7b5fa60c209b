"""Something for the operations page: a webhook that no refund of the shop explains, and one that does not add up."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta

from refunds.models import WebhookEvent
from reporting.demo_shop.payments import ACCOUNT


def leave_something_stuck(now: datetime) -> None:
    """Keep both as the door would have: verified, stored as they came, and put before a person."""
    stranger = _event("sbe_of_another_shop", now - timedelta(hours=5), amount=4900)
    stranger.state = WebhookEvent.State.PARKED
    stranger.result = "The gateway names a payment that is not in this shop."
    changed = _event("sbe_came_twice", now - timedelta(days=2), amount=1250)
    changed.state = WebhookEvent.State.QUARANTINED
    changed.result = "The same event came with another body."
    WebhookEvent.objects.bulk_create([stranger, changed])


def _event(event_id: str, received_at: datetime, amount: int) -> WebhookEvent:
    payment = f"pay_{event_id.removeprefix('sbe_')}"
    body = json.dumps({"id": event_id, "payment": payment, "amount": amount, "currency": "EUR"}).encode()
    return WebhookEvent(
        gateway="sandbox",
        gateway_account=ACCOUNT,
        event_id=event_id,
        kind="refund.succeeded",
        topic="refund",
        payment_reference=payment,
        body=body,
        body_hash=hashlib.sha256(body).hexdigest(),
        due_at=None,
        received_at=received_at,
        processed_at=received_at + timedelta(seconds=3),
    )
