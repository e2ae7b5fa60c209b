"""Stripe's own account of the shop's balance, over the API and as its report in a file.

Categories from its page on reporting categories, columns from that on the balance report, read in November 2026.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from customers.errors import BadInput
from customers.money import exponent
from refunds.gateways.csv_report import demand_columns, rows_in, unreadable_line
from refunds.gateways.decimal_text import read_decimal
from refunds.gateways.identifiers import identifier
from refunds.gateways.stripe.webhooks import REFERENCE_FIELD, payment_of, reference_in
from refunds.gateways.types import FromGatewayAmount, SettlementKind, SettlementLine

KINDS = {
    "charge": SettlementKind.PAYMENT,
    "partial_capture_reversal": SettlementKind.PAYMENT,  # what was authorised and not captured, with a minus
    "refund": SettlementKind.REFUND,
    "refund_failure": SettlementKind.REFUND_REVERSAL,
    "dispute": SettlementKind.DISPUTE,
    "dispute_reversal": SettlementKind.DISPUTE_REVERSAL,
    "fee": SettlementKind.FEE,
    "network_cost": SettlementKind.FEE,
    "tax": SettlementKind.FEE,
    "payout": SettlementKind.PAYOUT,
    "payout_reversal": SettlementKind.PAYOUT,
}
"""By `reporting_category`."""

OF_A_REFUND = (SettlementKind.REFUND, SettlementKind.REFUND_REVERSAL)
OUR_REFERENCE = f"refund_metadata[{REFERENCE_FIELD}]"
NEEDED = ("balance_transaction_id", "created_utc", "currency", "gross", "fee", "reporting_category", "source_id")


def line_of(
    entry: Mapping[str, Any], payouts: Mapping[str, str], from_gateway_amount: FromGatewayAmount
) -> SettlementLine:
    """Read a balance transaction with its expanded source; `payouts` says which payout it went out with."""
    currency, word = entry["currency"].upper(), entry.get("reporting_category") or entry["type"]
    kind = KINDS.get(word, SettlementKind.OTHER)
    source = entry.get("source")
    whole: Mapping[str, Any] = source if isinstance(source, dict) else {}
    return SettlementLine(
        line_id=entry["id"],
        kind=kind,
        word=word,
        amount_minor=from_gateway_amount(entry["amount"], currency),
        currency=currency,
        settled_at=datetime.fromtimestamp(entry["created"], UTC),
        fee_minor=from_gateway_amount(entry["fee"], currency),
        gateway_reference=identifier(source),
        payment_reference=payment_of(whole),
        refund_reference=reference_in(whole) if kind in OF_A_REFUND else "",
        payout_reference=identifier(source) if kind is SettlementKind.PAYOUT else payouts.get(entry["id"], ""),
        raw=entry,
    )


def read_report(report: bytes) -> Iterator[SettlementLine]:
    """Yield the lines of an itemised report on balance changes or payouts. Raises BadInput, which names the line."""
    columns: list[str] = []
    for number, row in rows_in(report):
        if not columns:
            columns = row
            demand_columns(columns, NEEDED, number)
        elif row:
            yield _line(dict(zip(columns, row, strict=False)), number)
    if not columns:
        raise BadInput(_("The report is empty."))


def _line(cells: Mapping[str, str], number: int) -> SettlementLine:
    try:
        return _read_line(cells)
    except (BadInput, KeyError, ValueError) as trouble:
        raise unreadable_line(number, trouble) from trouble


def _read_line(cells: Mapping[str, str]) -> SettlementLine:
    """Amounts are written in major units there, with the minus of what left."""
    currency, word, source = cells["currency"].upper(), cells["reporting_category"], identifier(cells["source_id"])
    digits, kind = exponent(currency), KINDS.get(word, SettlementKind.OTHER)
    is_payout = kind is SettlementKind.PAYOUT
    return SettlementLine(
        line_id=identifier(cells["balance_transaction_id"]),
        kind=kind,
        word=word,
        amount_minor=read_decimal(cells["gross"], digits),
        currency=currency,
        settled_at=datetime.fromisoformat(cells["created_utc"]).replace(tzinfo=UTC),
        fee_minor=read_decimal(cells["fee"], digits),
        gateway_reference=source,
        payment_reference=identifier(cells.get("charge_id") or cells.get("payment_intent_id", "")),
        refund_reference=identifier(cells.get(OUR_REFERENCE, "")) if kind in OF_A_REFUND else "",
        payout_reference=source if is_payout else identifier(cells.get("automatic_payout_id", "")),
        raw=cells,
    )
