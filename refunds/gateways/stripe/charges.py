"""Stripe's charges as payments of ours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from refunds.gateways.types import FromGatewayAmount, PulledPayment

METHOD_KINDS = {
    "card": ("card", "card_present", "interac_present"),
    "bank": (
        "acss_debit", "ach_credit_transfer", "ach_debit", "au_becs_debit", "bacs_debit", "bancontact", "boleto",
        "customer_balance", "eps", "fpx", "giropay", "ideal", "multibanco", "nz_bank_account", "oxxo", "p24",
        "pay_by_bank", "pix", "sepa_debit", "sofort", "twint", "us_bank_account",
    ),
    "wallet": (
        "alipay", "amazon_pay", "cashapp", "crypto", "grabpay", "kakao_pay", "link", "mb_way", "mobilepay",
        "naver_pay", "payco", "paynow", "paypal", "promptpay", "revolut_pay", "samsung_pay", "satispay", "swish",
        "vipps", "wechat_pay",
    ),
}  # fmt: skip
"""By a charge's `payment_method_details.type`; a kind that is not here is "other"."""

KIND_OF = {method: kind for kind, methods in METHOD_KINDS.items() for method in methods}


def is_captured(charge: Mapping[str, Any]) -> bool:
    return charge.get("status") == "succeeded" and bool(charge.get("captured"))


def pulled_payment(
    charge: Mapping[str, Any], from_gateway_amount: FromGatewayAmount, order_field: str
) -> PulledPayment:
    """Read a captured charge.

    What was refunded never counts for more than was captured: a partial capture may list the rest as refunded.
    """
    currency = charge["currency"].upper()
    captured = charge.get("amount_captured", charge["amount"])
    billing, method = charge.get("billing_details") or {}, charge.get("payment_method_details") or {}
    card = method.get("card") or {}
    return PulledPayment(
        gateway_reference=charge["id"],
        amount_minor=from_gateway_amount(captured, currency),
        currency=currency,
        captured_at=datetime.fromtimestamp(charge["created"], UTC),
        customer_email=billing.get("email") or charge.get("receipt_email") or "",
        customer_name=billing.get("name") or "",
        order_reference=str((charge.get("metadata") or {}).get(order_field, "")),
        description=charge.get("description") or "",
        method_kind=KIND_OF.get(method.get("type", ""), "other"),
        card_brand=card.get("brand") or "",
        card_last4=card.get("last4") or "",
        country=(billing.get("address") or {}).get("country") or card.get("country") or "",
        refunded_minor=from_gateway_amount(min(charge["amount_refunded"], captured), currency),
        raw=charge,
    )
