"""PayPal's transaction event codes, its own word for each line of an account.

From its T-code reference, read in November 2026. The group, the two digits after the T, says most of it.
"""

from __future__ import annotations

from refunds.gateways.types import SettlementKind

PAYMENTS = "T00"
MERCHANT_REFUND = "T1107"
REVERSAL_BY_PAYPAL = "T1106"
MONEY_BACK = (MERCHANT_REFUND, REVERSAL_BY_PAYPAL)
"""What takes money of a payment back to the customer: a refund of ours, and a reversal that PayPal decided."""

KINDS = {
    "T1106": SettlementKind.DISPUTE,
    "T1107": SettlementKind.REFUND,
    "T1108": SettlementKind.FEE,
    "T1109": SettlementKind.FEE,
    "T1110": SettlementKind.DISPUTE,
    "T1111": SettlementKind.DISPUTE_REVERSAL,
    "T1201": SettlementKind.DISPUTE,
    "T1202": SettlementKind.DISPUTE_REVERSAL,
    "T1208": SettlementKind.DISPUTE_REVERSAL,
    "T01": SettlementKind.FEE,
    "T04": SettlementKind.PAYOUT,
}
"""By code, or else by group."""

TURNED_ROUND = {
    SettlementKind.REFUND: SettlementKind.REFUND_REVERSAL,
    SettlementKind.DISPUTE: SettlementKind.DISPUTE_REVERSAL,
}
"""A refund or a reversal that brings money in is one taken back."""


def is_payment(code: str, amount: int) -> bool:
    """Whether a line is a customer's payment to the shop. The same codes stand for what the shop pays others."""
    return code.startswith(PAYMENTS) and amount > 0


def kind_of(code: str, amount: int) -> SettlementKind:
    if is_payment(code, amount):
        return SettlementKind.PAYMENT
    kind = KINDS.get(code) or KINDS.get(code[:3], SettlementKind.OTHER)
    return TURNED_ROUND.get(kind, kind) if amount > 0 else kind


def payment_itself(kind: SettlementKind, reference: str) -> str:
    """A payment's own line belongs to itself."""
    return reference if kind is SettlementKind.PAYMENT else ""
