"""Braintree's webhooks: a form with a signature and a base64 text, and XML in that. As of November 2026.

We check it ourselves, with the SDK's own digest and comparison. Its `parse` (4.48) breaks on a signature with a third
part and on letters outside ASCII, takes a webhook of any age, and builds objects that break over missing parts.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from braintree.util.crypto import Crypto

from refunds.gateways.braintree.verdicts import CREDIT, ReadAmount
from refunds.gateways.braintree.wire import read_xml
from refunds.gateways.errors import ForgedWebhook
from refunds.gateways.identifiers import identifier
from refunds.gateways.types import GatewayEvent, Topic

WINDOW_BACK = timedelta(hours=25)
"""Braintree tries for a day, with the time of the first try."""
WINDOW_AHEAD = timedelta(minutes=5)

DISPUTE_KINDS = {
    "dispute_opened", "dispute_disputed", "dispute_under_review", "dispute_accepted", "dispute_auto_accepted",
    "dispute_expired", "dispute_won", "dispute_lost",
}  # fmt: skip
TRANSACTION_KINDS = {"transaction_settled", "transaction_settlement_declined", "transaction_disbursed"}
"""About a payment, or about a refund: the transaction in them says which."""
REFUND_FAILED = "refund_failed"

_SIGNATURE = re.compile(r"[A-Za-z0-9_-]{1,100}\|[0-9a-f]{40}(?:&[A-Za-z0-9_-]{1,100}\|[0-9a-f]{40}){0,9}")
_PAYLOAD = re.compile(r"[A-Za-z0-9+/=\n]{1,262144}")

UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError)


def prove(raw: bytes, keys: Mapping[str, str], merchant_id: str, now: datetime) -> None:
    """Accept a body signed with one of the pairs of keys, public to private, of late; else raise ForgedWebhook."""
    signature, payload = _form(raw)
    pairs = [pair.split("|") for pair in signature.split("&")]
    fits = [
        Crypto.secure_compare(Crypto.sha1_hmac_hash(keys[public], text), digest)
        for public, digest in pairs
        for text in (payload, f"{payload}\n")  # a form may lose the last line's end, which is signed
        if public in keys
    ]
    if not any(fits):
        raise ForgedWebhook("No signature fits the body.")
    told = _notification(payload)
    if told.get("source_merchant_id") not in (None, "", merchant_id):
        raise ForgedWebhook("The webhook is for another merchant.")
    if not now - WINDOW_BACK <= _moment(told) <= now + WINDOW_AHEAD:
        raise ForgedWebhook("The webhook is too old or from the future.")


def parse_events(raw: bytes, read_amount: ReadAmount) -> list[GatewayEvent]:
    """Read the one event of a Braintree webhook; raise ForgedWebhook if it is none."""
    payload = _form(raw)[1]
    told = _notification(payload)
    try:
        return [_event(told, told.get("subject") or {}, payload, read_amount)]
    except UNREADABLE as trouble:
        raise ForgedWebhook(f"The body is no event: {trouble!r}"[:300]) from trouble


def _event(told: Mapping[str, Any], subject: Mapping[str, Any], payload: str, read_amount: ReadAmount) -> GatewayEvent:
    """Braintree gives its webhooks no id: what it is about, what happened and when make one."""
    kind, at = identifier(told["kind"]), _moment(told)
    dispute, transaction = _part(subject, "dispute"), _part(subject, "transaction")
    refund = kind == REFUND_FAILED or transaction.get("type") == CREDIT
    about = dispute or transaction
    reference = identifier(about["id"]) if about else ""
    amount = (transaction.get("amount"), transaction.get("currency_iso_code")) if refund else (None, None)
    amount_minor, currency = read_amount(*amount)
    return GatewayEvent(
        event_id=f"{kind}:{reference}:{at.isoformat()}",
        kind=kind,
        topic=_topic(kind, is_refund=refund),
        refund_reference=identifier(transaction.get("order_id")) if refund else "",
        gateway_reference=reference if refund or dispute else "",
        payment_reference=_payment_of(dispute, transaction, is_refund=refund),
        amount_minor=amount_minor,
        currency=currency or "",
        created_at=at,
        raw=told,
        signed=payload.encode(),
    )


def _topic(kind: str, *, is_refund: bool) -> Topic:
    if kind in DISPUTE_KINDS:
        return Topic.DISPUTE
    if kind == REFUND_FAILED or kind in TRANSACTION_KINDS:
        return Topic.REFUND if is_refund else Topic.PAYMENT
    return Topic.OTHER


def _payment_of(dispute: Mapping[str, Any], transaction: Mapping[str, Any], *, is_refund: bool) -> str:
    if dispute:
        return identifier(_part(dispute, "transaction").get("id"))
    return identifier(transaction.get("refunded_transaction_id" if is_refund else "id"))


def _part(thing: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = thing.get(name)
    return part if isinstance(part, dict) else {}


def _form(raw: bytes) -> tuple[str, str]:
    try:
        fields = parse_qsl(raw.decode("ascii"), strict_parsing=True, max_num_fields=2)
        form = dict(fields)
        signature, payload = form["bt_signature"], form["bt_payload"]
    except (ValueError, KeyError) as trouble:
        raise ForgedWebhook(f"The body is no form of Braintree's: {trouble!r}"[:300]) from trouble
    if len(fields) != len(form) or not _SIGNATURE.fullmatch(signature) or not _PAYLOAD.fullmatch(payload):
        raise ForgedWebhook("The signature or the payload is missing, doubled, or cannot be one.")
    return signature, payload


def _notification(payload: str) -> Mapping[str, Any]:
    try:
        told = read_xml(b64decode(payload))["notification"]
    except UNREADABLE as trouble:
        raise ForgedWebhook(f"The payload cannot be read: {trouble!r}"[:300]) from trouble
    if not isinstance(told, dict):
        raise ForgedWebhook("The payload is no notification.")
    return told


def _moment(told: Mapping[str, Any]) -> datetime:
    try:
        moment = datetime.fromisoformat(told["timestamp"])
    except UNREADABLE as trouble:
        raise ForgedWebhook("The webhook has no time.") from trouble
    if moment.tzinfo is None:
        raise ForgedWebhook("The webhook has no time.")
    return moment
