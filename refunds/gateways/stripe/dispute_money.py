"""What a dispute did to the balance at Stripe, out of its balance transactions.

One takes the disputed amount, with the fee for the dispute; another gives money back, all or part of it. Fees for
answering come and go by the same road; Stripe tells them apart only in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from refunds.gateways.dispute_types import DisputeMovement, MovementKind
from refunds.gateways.identifiers import identifier
from refunds.gateways.types import FromGatewayAmount

FOR_ANSWERING = "counter"
"""What a fee for answering ("countered fee") has in its description."""


def movements_of(
    entries: Iterable[Mapping[str, Any]], from_gateway_amount: FromGatewayAmount
) -> tuple[DisputeMovement, ...]:
    """Read the balance transactions of a dispute. The fee of each is a movement of its own."""
    return tuple(move for entry in entries for move in _moves(entry, from_gateway_amount))


def _moves(entry: Mapping[str, Any], from_gateway_amount: FromGatewayAmount) -> Iterator[DisputeMovement]:
    name, amount, currency = identifier(entry["id"]), entry["amount"], entry["currency"].upper()
    moved_at = datetime.fromtimestamp(entry["created"], UTC)
    if amount:
        kind = MovementKind.WITHDRAWN if amount < 0 else MovementKind.REINSTATED
        yield DisputeMovement(name, kind, from_gateway_amount(abs(amount), currency), currency, moved_at)
    for number, fee in enumerate(_fees(entry), start=1):
        fee_currency = str(fee.get("currency") or currency).upper()
        fee_minor = from_gateway_amount(abs(fee["amount"]), fee_currency)
        fee_name = f"{name}/fee" if number == 1 else f"{name}/fee/{number}"
        yield DisputeMovement(fee_name, _fee_kind(fee), fee_minor, fee_currency, moved_at)


def _fees(entry: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Part by part where Stripe says what it is made of; nothing of it is left out."""
    whole = entry.get("fee") or 0
    parts = [part for part in entry.get("fee_details") or () if part["amount"]]
    return parts if sum(part["amount"] for part in parts) == whole else [{"amount": whole}] if whole else []


def _fee_kind(fee: Mapping[str, Any]) -> MovementKind:
    if fee["amount"] < 0:
        return MovementKind.FEE_RETURNED
    is_for_answering = FOR_ANSWERING in str(fee.get("description") or "").lower()
    return MovementKind.COUNTER_FEE if is_for_answering else MovementKind.FEE
