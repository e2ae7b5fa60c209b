"""Mollie's own account of the shop's balance. Types from its page on balance transactions, read in November 2026."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from refunds.gateways.identifiers import identifier
from refunds.gateways.mollie.payments import ReadMinor, made_at
from refunds.gateways.mollie.references import joint
from refunds.gateways.types import SettlementKind, SettlementLine

KINDS = {
    "payment": SettlementKind.PAYMENT,
    "capture": SettlementKind.PAYMENT,
    "failed-payment": SettlementKind.PAYMENT,  # taken back, with a minus
    "unauthorized-direct-debit": SettlementKind.DISPUTE,
    "refund": SettlementKind.REFUND,
    "returned-refund": SettlementKind.REFUND_REVERSAL,
    "chargeback": SettlementKind.DISPUTE,
    "chargeback-reversal": SettlementKind.DISPUTE_REVERSAL,
    "application-fee": SettlementKind.FEE,
    "payment-fee": SettlementKind.FEE,
    "outgoing-transfer": SettlementKind.PAYOUT,
    "canceled-outgoing-transfer": SettlementKind.PAYOUT,
    "returned-transfer": SettlementKind.PAYOUT,
}
"""By `type`. The list is not definitive, says Mollie: what is not here is OTHER."""


def line_of(entry: Mapping[str, Any], minor: ReadMinor) -> SettlementLine:
    """Read a balance transaction. Deductions are written as what they do to the balance: -0.29 is a fee of 0.29."""
    word, context = identifier(entry["type"]), entry.get("context") or {}
    moved = entry["initialAmount"]
    payment, deductions = identifier(context.get("paymentId")), entry.get("deductions")
    refund = joint(payment, context["refundId"]) if context.get("refundId") else ""
    return SettlementLine(
        line_id=identifier(entry["id"]),
        kind=KINDS.get(word, SettlementKind.OTHER),
        word=word,
        amount_minor=minor(moved),
        currency=moved["currency"],
        settled_at=made_at(entry),
        fee_minor=-minor(deductions) if deductions else 0,
        gateway_reference=refund or identifier(context.get("chargebackId") or context.get("transferId")) or payment,
        payment_reference=payment,
        payout_reference=identifier(context.get("settlementId")),
        raw=entry,
    )
