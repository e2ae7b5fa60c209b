"""Braintree's transactions as payments and refunds of ours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from refunds.gateways.braintree.verdicts import STATES, ReadAmount, refund_outcome
from refunds.gateways.identifiers import identifier
from refunds.gateways.types import OutcomeState, PulledPayment, PulledRefund

CAPTURED = {"submitted_for_settlement", "settlement_pending", "settlement_confirmed", "settling", "settled"}
"""The statuses of a sale whose money was claimed."""

METHOD_KINDS = {
    "credit_card": "card", "apple_pay_card": "card", "android_pay_card": "card", "visa_checkout_card": "card",
    "samsung_pay_card": "card", "masterpass_card": "card", "paypal_account": "wallet", "venmo_account": "wallet",
    "us_bank_account": "bank", "sepa_debit_account": "bank", "local_payment": "bank",
}  # fmt: skip
"""By a transaction's `payment_instrument_type`; a kind that is not here is "other"."""


def created_at(transaction: Mapping[str, Any]) -> datetime:
    return moment(transaction["created_at"])


def moment(text: str) -> datetime:
    when = datetime.fromisoformat(text)
    if when.tzinfo is None:
        raise ValueError("a time has its zone")
    return when


def is_captured(sale: Mapping[str, Any]) -> bool:
    return sale.get("status") in CAPTURED


def refund_ids(sale: Mapping[str, Any]) -> list[str]:
    """Return the refunds of a sale. Raises KeyError where it does not say."""
    return [identifier(refund) for refund in sale["refund_ids"] or ()]


def counts(refund: Mapping[str, Any]) -> bool:
    """Whether a refund went back, or is on its way."""
    return STATES.get(str(refund.get("status"))) not in (OutcomeState.FAILED, OutcomeState.CANCELED)


def pulled_payment(sale: Mapping[str, Any], read_amount: ReadAmount, refunded_minor: int) -> PulledPayment:
    """Read a captured sale. Braintree dates it by its creation, also when it settled days later."""
    amount_minor, currency = read_amount(sale["amount"], sale["currency_iso_code"])
    if amount_minor is None or currency is None:
        raise ValueError("a payment has an amount")
    customer, card, billing = sale.get("customer") or {}, sale.get("credit_card") or {}, sale.get("billing") or {}
    names = [customer.get("first_name") or "", customer.get("last_name") or ""]
    return PulledPayment(
        gateway_reference=identifier(sale["id"]),
        amount_minor=amount_minor,
        currency=currency,
        captured_at=created_at(sale),
        customer_email=customer.get("email") or "",
        customer_name=" ".join(name for name in names if name),
        order_reference=identifier(sale.get("order_id")),
        method_kind=METHOD_KINDS.get(sale.get("payment_instrument_type") or "", "other"),
        card_brand=(card.get("card_type") or "").lower(),
        card_last4=card.get("last_4") or "",
        country=billing.get("country_code_alpha2") or "",
        refunded_minor=min(refunded_minor, amount_minor),
        raw=sale,
    )


def pulled_refund(refund: Mapping[str, Any], read_amount: ReadAmount) -> PulledRefund:
    """Read a refund. Its order id is our reference, or the payment's own where it was made by hand."""
    return PulledRefund(
        outcome=refund_outcome(refund, read_amount),
        payment_reference=identifier(refund.get("refunded_transaction_id")),
        created_at=created_at(refund),
        refund_reference=identifier(refund.get("order_id")),
    )
