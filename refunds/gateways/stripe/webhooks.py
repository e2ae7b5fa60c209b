"""What Stripe's events are about. Types and shapes from its event list, read in November 2026."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from refunds.gateways.errors import ForgedWebhook
from refunds.gateways.identifiers import identifier
from refunds.gateways.stripe.verdicts import amount_of, is_paid
from refunds.gateways.types import FromGatewayAmount, GatewayEvent, Topic

SIGNATURE_HEADER = "stripe-signature"
REFERENCE_FIELD = "recourse_reference"

TOPICS = {
    "refund": Topic.REFUND,
    "dispute": Topic.DISPUTE,
    "radar.early_fraud_warning": Topic.WARNING,
    "charge": Topic.PAYMENT,
    "payment_intent": Topic.PAYMENT,
}
"""By the `object` an event carries, not by its name: `charge.refund.updated` carries a refund."""


def parse_events(raw: bytes, from_gateway_amount: FromGatewayAmount) -> list[GatewayEvent]:
    """Read the one event of a Stripe webhook; raise ForgedWebhook if it is none."""
    try:
        event = json.loads(raw)
        return [_event(event, event["data"]["object"], from_gateway_amount)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as trouble:
        raise ForgedWebhook(f"The body is no event: {trouble!r}") from trouble


def _event(event: Mapping[str, Any], thing: Mapping[str, Any], from_gateway_amount: FromGatewayAmount) -> GatewayEvent:
    told = _newest_refund(thing) if event["type"] == "charge.refunded" else thing
    topic = TOPICS.get(told.get("object", ""), Topic.OTHER)
    amount_minor, currency = amount_of(told, from_gateway_amount) if topic == Topic.REFUND else (None, "")
    return GatewayEvent(
        event_id=identifier(event["id"]),
        kind=identifier(event["type"]),
        topic=topic,
        refund_reference=reference_in(told) if topic == Topic.REFUND else "",
        gateway_reference=identifier(told) if topic in (Topic.REFUND, Topic.DISPUTE, Topic.WARNING) else "",
        payment_reference=payment_of(told),
        payment_alias=identifier(told.get("payment_intent")),
        amount_minor=amount_minor,
        currency=currency,
        says_paid=topic == Topic.REFUND and is_paid(told),
        created_at=datetime.fromtimestamp(event["created"], UTC),
        raw=event,
    )


def reference_in(refund: Mapping[str, Any]) -> str:
    """Return our reference as the refund carries it, or "" if it is not one of ours."""
    return identifier((refund.get("metadata") or {}).get(REFERENCE_FIELD))


def payment_of(thing: Mapping[str, Any]) -> str:
    """Return the charge that a thing belongs to, or its payment intent if it names no charge."""
    if thing.get("object") in ("charge", "payment_intent"):
        return identifier(thing)
    return identifier(thing.get("charge")) or identifier(thing.get("payment_intent"))


def _newest_refund(charge: Mapping[str, Any]) -> Mapping[str, Any]:
    """Older API versions put the refunds into the charge, newest first; without them it is about the charge."""
    refunds = (charge.get("refunds") or {}).get("data") or []
    return refunds[0] if refunds else charge
