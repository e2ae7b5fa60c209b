"""Mollie's payments and refunds as its lists show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from refunds.gateways.mollie.references import payment_id, reference_in
from refunds.gateways.mollie.verdicts import ReadAmount, refund_outcome
from refunds.gateways.types import PulledPayment, PulledRefund

LONGEST_UNPAID = timedelta(days=15)
"""Lists are ordered by creation. A bank transfer may be paid two weeks later, by which it is dated here."""

METHOD_KINDS = {
    "card": ("creditcard", "applepay", "googlepay", "pointofsale"),
    "bank": (
        "bancontact", "bancomatpay", "banktransfer", "belfius", "blik", "directdebit", "eps", "giropay", "ideal", "kbc",
        "multibanco", "mybank", "przelewy24", "sofort", "trustly", "twint",
    ),
    "wallet": ("alma", "mbway", "mobilepay", "paypal", "payconiq", "satispay", "swish", "vipps", "wero"),
}  # fmt: skip
"""By a payment's `method`; a kind that is not here is "other"."""

KIND_OF = {method: kind for kind, methods in METHOD_KINDS.items() for method in methods}

ReadMinor = Callable[[Mapping[str, Any]], int]


def made_at(thing: Mapping[str, Any]) -> datetime:
    return _moment(thing["createdAt"])


def is_captured(payment: Mapping[str, Any]) -> bool:
    return payment.get("status") == "paid" and bool(payment.get("paidAt"))


def pulled_payment(payment: Mapping[str, Any], minor: ReadMinor, order_field: str) -> PulledPayment:
    """Read a paid payment. Of one captured in part, the rest was never taken."""
    captured = payment.get("amountCaptured") or payment["amount"]
    details, metadata = payment.get("details") or {}, payment.get("metadata")
    order = metadata.get(order_field) if isinstance(metadata, dict) else None
    return PulledPayment(
        gateway_reference=payment_id(payment["id"]),
        amount_minor=minor(captured),
        currency=captured["currency"],
        captured_at=_moment(payment["paidAt"]),
        customer_email=(payment.get("billingAddress") or {}).get("email") or "",
        customer_name=details.get("cardHolder") or details.get("consumerName") or "",
        order_reference=str(order or payment.get("orderId") or ""),
        description=payment.get("description") or "",
        method_kind=KIND_OF.get(payment.get("method") or "", "other"),
        card_brand=(details.get("cardLabel") or "").lower(),
        card_last4=_last4(details.get("cardNumber")),
        country=payment.get("countryCode") or details.get("cardCountryCode") or "",
        refunded_minor=min(minor(payment["amountRefunded"]), minor(captured)) if payment.get("amountRefunded") else 0,
        raw=payment,
    )


def pulled_refund(refund: Mapping[str, Any], read_amount: ReadAmount) -> PulledRefund:
    return PulledRefund(
        outcome=refund_outcome(refund, read_amount),
        payment_reference=payment_id(refund["paymentId"]),
        created_at=made_at(refund),
        refund_reference=reference_in(refund),
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time has its zone")
    return moment


def _last4(number: object) -> str:
    text = str(number or "")[-4:]
    return text if text.isascii() and text.isdigit() and len(text) == 4 else ""
