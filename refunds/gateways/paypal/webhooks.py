"""What PayPal's webhooks must look like, and what they are about. Shapes as PayPal shows them, November 2026."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from refunds.gateways.errors import ForgedWebhook
from refunds.gateways.identifiers import identifier
from refunds.gateways.paypal.links import CAPTURES, REFUNDS, capture_of, linked
from refunds.gateways.paypal.transactions import moment
from refunds.gateways.paypal.verdicts import ReadAmount, is_paid
from refunds.gateways.types import GatewayEvent, Topic

HEADERS = {
    "auth_algo": "paypal-auth-algo",
    "cert_url": "paypal-cert-url",
    "transmission_id": "paypal-transmission-id",
    "transmission_sig": "paypal-transmission-sig",
    "transmission_time": "paypal-transmission-time",
}
"""What PayPal asks for when it verifies, and the header of the delivery that has it."""

ALGORITHM = "SHA256withRSA"
WINDOW_BACK = timedelta(days=3, hours=1)
"""PayPal tries for three days, and does not say that a later try has a time of its own. Twice is harmless here."""
WINDOW_AHEAD = timedelta(minutes=5)

_PLAIN = re.compile(r"[!-~]{1,1000}")


def question(raw: bytes, headers: Mapping[str, str], webhook_id: str, now: datetime) -> bytes:
    """Write what PayPal is asked about a delivery, with its bytes unchanged in it. Raises ForgedWebhook.

    Whatever can be seen to be wrong from here is refused here, so that junk costs no call. The certificate's
    address is the sender's word: it is handed on, and never fetched.
    """
    signed = {name: headers.get(header, "") for name, header in HEADERS.items()}
    if not webhook_id or not all(_PLAIN.fullmatch(value) for value in signed.values()):
        raise ForgedWebhook("The webhook's id or a header is missing, or is no plain text.")
    if signed["auth_algo"] != ALGORITHM:
        raise ForgedWebhook("The signature is of another kind.")
    if not _is_paypals(signed["cert_url"]):
        raise ForgedWebhook("The certificate is not PayPal's.")
    if not now - WINDOW_BACK <= _moment(signed["transmission_time"]) <= now + WINDOW_AHEAD:
        raise ForgedWebhook("The delivery is too old or from the future.")
    _event_in(raw)
    asked = json.dumps({**signed, "webhook_id": webhook_id})
    return asked.removesuffix("}").encode() + b', "webhook_event": ' + raw + b"}"


def parse_events(raw: bytes, read_amount: ReadAmount) -> list[GatewayEvent]:
    """Read the one event of a PayPal webhook; raise ForgedWebhook if it is none."""
    event = _event_in(raw)
    try:
        return [_event(event, event["resource"], read_amount)]
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as trouble:
        raise ForgedWebhook(f"The body is no event: {trouble!r}") from trouble


def _event_in(raw: bytes) -> dict[str, Any]:
    """Only one whole JSON object can stand inside another without changing it."""
    try:
        event = json.loads(raw.decode())
    except (ValueError, RecursionError) as trouble:
        raise ForgedWebhook(f"The body is no event: {trouble!r}"[:300]) from trouble
    if not isinstance(event, dict) or not event.get("id"):
        raise ForgedWebhook("The body is no event.")
    return event


def _event(event: Mapping[str, Any], thing: Mapping[str, Any], read_amount: ReadAmount) -> GatewayEvent:
    """By what an event carries, not by its name: the reversal of a capture carries a refund."""
    refund, capture = linked(thing, "self", REFUNDS), linked(thing, "self", CAPTURES)
    dispute = identifier(thing.get("dispute_id"))
    topic = Topic.REFUND if refund else Topic.PAYMENT if capture else Topic.DISPUTE if dispute else Topic.OTHER
    amount_minor, currency = read_amount(thing.get("amount")) if refund else (None, None)
    return GatewayEvent(
        event_id=identifier(event["id"]),
        kind=identifier(event["event_type"]),
        topic=topic,
        refund_reference=reference_in(thing) if refund else "",
        gateway_reference=refund or dispute,
        payment_reference=capture_of(thing) if refund else capture or _disputed_payment(thing),
        amount_minor=amount_minor,
        currency=currency or "",
        says_paid=bool(refund) and is_paid(thing),
        created_at=moment(event["create_time"]),
        raw=event,
    )


def reference_in(refund: Mapping[str, Any]) -> str:
    """Return our reference as the refund carries it, or what else the shop wrote there, or ""."""
    return identifier(refund.get("custom_id"))


def _disputed_payment(dispute: Mapping[str, Any]) -> str:
    disputed = dispute.get("disputed_transactions") or [{}]
    return identifier(disputed[0].get("seller_transaction_id"))


def _is_paypals(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme == "https" and (host == "paypal.com" or host.endswith(".paypal.com"))


def _moment(text: str) -> datetime:
    try:
        return moment(text)
    except (ValueError, OverflowError) as trouble:
        raise ForgedWebhook("The delivery has no time.") from trouble
