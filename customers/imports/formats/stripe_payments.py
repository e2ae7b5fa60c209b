"""The Payments export of Stripe's Dashboard (unified_payments.csv), with the columns it had up to November 2026."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from customers.errors import BadInput
from customers.money import exponent, parse_amount

TITLE = "Stripe payments export"

CREATED = ("Created date (UTC)", "Created (UTC)")  # the second until about 2023
ORDER_NUMBERS = ("order_id (metadata)", "order_number (metadata)", "order (metadata)", "Invoice ID")
PAID = {"paid", "refunded", "partially refunded", "partial refund", "succeeded", "disputed"}
NOT_PAID = {"failed", "canceled", "cancelled", "pending", "incomplete", "uncaptured", "blocked", "expired"}
WALLETS = {"paypal", "alipay", "wechat_pay", "link", "cashapp", "amazon_pay", "revolut_pay", "mobilepay"}
BANKS = {"sepa_debit", "ach_debit", "ach_credit_transfer", "us_bank_account", "ideal", "bancontact", "giropay", "eps",
         "sofort", "p24", "bank_account", "customer_balance", "bacs_debit", "au_becs_debit", "blik"}  # fmt: skip
BRANDS = {"american express": "amex", "diners club": "diners"}

_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)")
_COUNTRY = re.compile(r"[A-Z]{2}")


def recognises(names: Sequence[str]) -> bool:
    return {"id", "Amount", "Currency", "Customer Email"} <= set(names) and any(name in names for name in CREATED)


def to_fields(record: Mapping[str, Any], account: str) -> dict[str, Any] | None:
    """Read a charge; None for one that was never captured. Amounts are written in major units there."""
    if not _was_paid(record):
        return None
    currency = _cell(record, "Currency").upper()
    last4 = _cell(record, "Card Last4")
    return {
        "gateway": "stripe",
        "gateway_account": account,
        "gateway_reference": _cell(record, "id"),
        "customer_email": _cell(record, "Customer Email"),
        "customer_name": (_cell(record, "Card Name") or _cell(record, "Customer Description"))[:200],
        "customer_external_reference": _cell(record, "Customer ID"),
        "order_reference": next(filter(None, (_cell(record, name) for name in ORDER_NUMBERS)), ""),
        "currency": currency,
        "captured_minor": _amount(_cell(record, "Amount"), currency, "Amount"),
        "refunded_before_minor": _amount(_cell(record, "Amount Refunded") or "0", currency, "Amount Refunded"),
        "method": _method(record),
        "card_brand": _brand(_cell(record, "Card Brand")),
        "card_last4": last4.zfill(4) if last4 else "",  # spreadsheets eat leading zeros
        "country": _country(_cell(record, "Card Address Country")),
        "captured_at": _moment(record),
    }


def describe() -> str:
    return """The CSV that the Dashboard gives under Payments, Export, with its default columns or all of them.
  needed    id, Created date (UTC) or Created (UTC), Amount, Currency, Customer Email
  read      Amount Refunded, Captured, Status, Customer ID, Customer Description, Card Name, Card Brand, Card Last4,
            Card ID, Card Address Country, Payment Source Type, order_id (metadata), order_number (metadata), Invoice ID
Payments that failed or were never captured are left out. Lines are not in this export."""


def _cell(record: Mapping[str, Any], name: str) -> str:
    return (record.get(name) or "").strip()


def _was_paid(record: Mapping[str, Any]) -> bool:
    if _cell(record, "Captured").lower() == "false":
        return False
    status = _cell(record, "Status").lower()
    if status in NOT_PAID or status.startswith("requires_"):
        return False
    if status and status not in PAID:
        raise BadInput(_("This status is not known: %s") % status[:40], "unknown_status", "Status")
    return True


def _amount(text: str, currency: str, column: str) -> int:
    """Read 43.10 or, from accounts set to a European format, 43,10. What could be a thousands sign is refused."""
    digits = exponent(currency)
    whole, comma, cents = text.partition(",")
    if comma and "." not in text and digits == 2 and len(cents) <= 2:
        text = f"{whole}.{cents}"
    if digits == 0 and text.endswith((".00", ".0")):
        text = text.partition(".")[0]
    try:
        return 0 if text.strip("0.") == "" and text else parse_amount(text, currency)
    except BadInput as refusal:
        raise BadInput(refusal.message, refusal.code, column) from None


def _method(record: Mapping[str, Any]) -> str:
    source = _cell(record, "Payment Source Type").lower()
    if source in WALLETS:
        return "wallet"
    if source in BANKS:
        return "bank"
    has_card = source == "card" or _cell(record, "Card Last4") or _cell(record, "Card ID").startswith(("card_", "pm_"))
    return "card" if has_card else "other"


def _brand(text: str) -> str:
    return BRANDS.get(text.lower(), text.lower())[:32]


def _country(text: str) -> str:
    return text if _COUNTRY.fullmatch(text) else ""


def _moment(record: Mapping[str, Any]) -> str:
    column = next(name for name in CREATED if name in record)
    match = _TIME.fullmatch(_cell(record, column))
    if match is None:
        raise BadInput(_("Times look like 2026-11-22 09:30 in this export."), "bad_time", column)
    return f"{match[1]}T{match[2].zfill(5 if match[2].count(':') == 1 else 8)}+00:00"
