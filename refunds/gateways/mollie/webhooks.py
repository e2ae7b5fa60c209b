"""Mollie's two kinds of webhooks. Shapes from its pages on webhooks and on next-gen webhooks, read in November 2026.

The classic one is a form with nothing but the id of a payment, and is not signed. It proves nothing: it is a reason to
read the payment, and what Mollie then says is what happened. The newer one is signed, and carries a refund, or an
event with the refund in it. Neither carries a time that is signed: a replay is an event that we have.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from refunds.gateways.errors import ForgedWebhook
from refunds.gateways.identifiers import identifier
from refunds.gateways.mollie.references import case_of, joint, payment_id, reference_in
from refunds.gateways.mollie.verdicts import ReadAmount
from refunds.gateways.types import GatewayEvent, Topic

SIGNATURE_HEADER = "x-mollie-signature"

_NUDGE = re.compile(rb"id=(tr_[A-Za-z0-9]{4,60})")
_SIGNATURE = re.compile(r"sha256=([0-9a-f]{64})")

UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError)


def nudged_payment(raw: bytes) -> str:
    """Return the payment that a classic webhook names; "" for any other body."""
    match = _NUDGE.fullmatch(raw)
    return match[1].decode() if match else ""


def prove(raw: bytes, header: str, secrets: Iterable[str]) -> None:
    """Accept a body that is signed with one of the secrets; else raise ForgedWebhook.

    Several secrets are several secrets being rotated.
    """
    match = _SIGNATURE.fullmatch(header)
    if match is None:
        raise ForgedWebhook("The signature is missing, or of another kind.")
    expected = [hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest() for secret in secrets if secret]
    fits = [hmac.compare_digest(ours, match[1]) for ours in expected]
    if not any(fits):
        raise ForgedWebhook("No signature fits the body.")


def signed_events(raw: bytes, read_amount: ReadAmount) -> list[GatewayEvent]:
    """Read the one event of a signed body; raise ForgedWebhook if it is none."""
    try:
        told = json.loads(raw)
        return [_signed_event(told, read_amount)]
    except UNREADABLE as trouble:
        raise ForgedWebhook(f"The body is no event: {trouble!r}"[:300]) from trouble


def events_of(payment: Mapping[str, Any], read_amount: ReadAmount) -> list[GatewayEvent]:
    """Tell a payment as Mollie shows it as events: one for each refund and chargeback, or one for itself.

    Their ids hold the status, so that the same news twice is dropped, and a new status is news.
    """
    inner = payment.get("_embedded") or {}
    refunds = [_refund_event(refund, read_amount) for refund in inner.get("refunds") or ()]
    chargebacks = [_chargeback_event(chargeback) for chargeback in inner.get("chargebacks") or ()]
    return refunds + chargebacks or [_payment_event(payment)]


def _signed_event(told: Mapping[str, Any], read_amount: ReadAmount) -> GatewayEvent:
    if told["resource"] != "event":
        return _event_about(told, read_amount)
    inner = (told.get("_embedded") or {}).get("entity") or {}
    about = _event_about(inner, read_amount) if inner.get("resource") else None
    return GatewayEvent(
        event_id=identifier(told["id"]),
        kind=identifier(told["type"]),
        topic=about.topic if about else Topic.OTHER,
        refund_reference=about.refund_reference if about else "",
        gateway_reference=about.gateway_reference if about else "",
        payment_reference=about.payment_reference if about else "",
        amount_minor=about.amount_minor if about else None,
        currency=about.currency if about else "",
        created_at=datetime.fromisoformat(told["createdAt"]) if told.get("createdAt") else None,
        raw=told,
    )


def _event_about(thing: Mapping[str, Any], read_amount: ReadAmount) -> GatewayEvent:
    if thing["resource"] == "refund":
        return _refund_event(thing, read_amount)
    reader = {"chargeback": _chargeback_event, "payment": _payment_event}
    return reader.get(thing["resource"], _other_event)(thing)


def _refund_event(refund: Mapping[str, Any], read_amount: ReadAmount) -> GatewayEvent:
    reference = joint(refund["paymentId"], refund["id"])
    status = identifier(refund["status"])
    amount_minor, currency = read_amount(refund.get("amount"))
    return GatewayEvent(
        event_id=f"{reference}:{status}",
        kind=f"refund.{status}",
        topic=Topic.REFUND,
        refund_reference=reference_in(refund),
        gateway_reference=reference,
        payment_reference=payment_id(refund["paymentId"]),
        amount_minor=amount_minor,
        currency=currency or "",
        raw=refund,
        signed=f"{reference}:{status}".encode(),
    )


def _chargeback_event(chargeback: Mapping[str, Any]) -> GatewayEvent:
    reference = case_of(chargeback["paymentId"], chargeback["id"])
    kind = "chargeback.reversed" if chargeback.get("reversedAt") else "chargeback.received"
    return GatewayEvent(
        event_id=f"{reference}:{kind}",
        kind=kind,
        topic=Topic.DISPUTE,
        gateway_reference=reference,
        payment_reference=payment_id(chargeback["paymentId"]),
        raw=chargeback,
        signed=f"{reference}:{kind}".encode(),
    )


def _payment_event(payment: Mapping[str, Any]) -> GatewayEvent:
    reference, status = payment_id(payment["id"]), identifier(payment["status"])
    return GatewayEvent(
        event_id=f"{reference}:{status}",
        kind=f"payment.{status}",
        topic=Topic.PAYMENT,
        payment_reference=reference,
        raw=payment,
        signed=f"{reference}:{status}".encode(),
    )


def _other_event(thing: Mapping[str, Any]) -> GatewayEvent:
    kind, reference = identifier(thing["resource"]), identifier(thing["id"])
    return GatewayEvent(event_id=f"{kind}:{reference}", kind=kind, topic=Topic.OTHER, raw=thing)
