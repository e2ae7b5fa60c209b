"""What Stripe's disputes mean to us. Words from its SDK 16.1.0 and its pages on disputes, read in November 2026.

A word that is in no table here is UNKNOWN: it moves nothing, and a person has to look.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from refunds.gateways.dispute_types import DisputeRecord, DisputeStage, DisputeState
from refunds.gateways.identifiers import identifier
from refunds.gateways.stripe.dispute_money import movements_of
from refunds.gateways.types import FromGatewayAmount

INQUIRY, CHARGEBACK, APPEAL = DisputeStage.INQUIRY, DisputeStage.CHARGEBACK, DisputeStage.PRE_ARBITRATION

STATES = {
    "warning_needs_response": DisputeState.INQUIRY,
    "warning_under_review": DisputeState.INQUIRY_ANSWERED,
    "warning_closed": DisputeState.INQUIRY_CLOSED,
    "needs_response": DisputeState.NEEDS_RESPONSE,
    "under_review": DisputeState.UNDER_REVIEW,
    "appeal_needs_response": DisputeState.NEEDS_RESPONSE,
    "appeal_under_review": DisputeState.UNDER_REVIEW,
    "won": DisputeState.WON,
    "lost": DisputeState.LOST,
    "prevented": DisputeState.PREVENTED,
}
"""By a dispute's `status`."""

OURS = ("warning_needs_response", "needs_response", "appeal_needs_response")
"""The statuses in which Stripe waits for us."""

CASE_STAGES = {"inquiry": INQUIRY}
"""By the `case_type` of a card; every other one (`chargeback`, `compliance`, `block`, `resolution`) is a chargeback."""

REASON_FIELDS = {"paypal": "reason_code", "klarna": "reason_code", "amazon_pay": "dispute_type"}
"""Where a method that is no card says its own reason."""


def is_dispute(answer: Any) -> bool:
    named = isinstance(answer, dict) and answer.get("object") == "dispute" and answer.get("id")
    return isinstance(named, str)


def record_of(dispute: Mapping[str, Any], from_gateway_amount: FromGatewayAmount) -> DisputeRecord:
    """Read a dispute as Stripe shows it. Raises KeyError, ValueError, TypeError or BadInput where it makes no sense.

    What we handed in stands with our answer and is left out of `raw`: it is full of the customer's data.
    """
    status, currency = str(dispute["status"]), str(dispute["currency"]).upper()
    network, network_code = _network(dispute)
    respond_by = _respond_by(dispute)
    return DisputeRecord(
        gateway_reference=identifier(dispute["id"]),
        state=STATES.get(status, DisputeState.UNKNOWN),
        stage=_stage(dispute),
        word=status,
        amount_minor=from_gateway_amount(_positive(dispute["amount"]), currency),
        currency=currency,
        payment_references=_payments(dispute),
        reason=str(dispute.get("reason") or ""),
        network=network,
        network_code=network_code,
        respond_by=respond_by,
        can_respond=status in OURS and respond_by is not None,
        can_accept=None if status == "appeal_needs_response" else status == "needs_response",
        is_refundable=_said(dispute.get("is_charge_refundable")),
        answers=_answers(dispute),
        opened_at=datetime.fromtimestamp(dispute["created"], UTC),
        outcome_words=_outcome_words(dispute),
        movements=movements_of(dispute.get("balance_transactions") or (), from_gateway_amount),
        raw={name: value for name, value in dispute.items() if name != "evidence"},
    )


def is_appeal(dispute: Mapping[str, Any]) -> bool:
    """Whether the case was taken further after a first decision. An ended one shows it by the answer to it."""
    evidence = dispute.get("evidence") or {}
    return str(dispute.get("status")).startswith("appeal_") or bool(evidence.get("appeal"))


def _stage(dispute: Mapping[str, Any]) -> DisputeStage:
    status = str(dispute["status"])
    if status.startswith("warning_"):
        return INQUIRY
    if is_appeal(dispute):
        return APPEAL
    is_settled = status in STATES and status != "prevented"
    return CHARGEBACK if is_settled else CASE_STAGES.get(_card(dispute).get("case_type", ""), CHARGEBACK)


def _respond_by(dispute: Mapping[str, Any]) -> datetime | None:
    """None where Stripe takes no answer, or none any more; 0 is its word for a case that cannot be answered."""
    due_by = (dispute.get("evidence_details") or {}).get("due_by")
    return datetime.fromtimestamp(due_by, UTC) if due_by and dispute["status"] in OURS else None


def _answers(dispute: Mapping[str, Any]) -> int:
    """How often evidence was handed in. `has_evidence` alone may be a draft in its console and counts for nothing."""
    details = dispute.get("evidence_details") or {}
    count = details.get("submission_count")
    return count if type(count) is int else int(details.get("has_evidence") is True)


def _network(dispute: Mapping[str, Any]) -> tuple[str, str]:
    """The card network and its code for the reason; of other methods their name and their own word."""
    if card := _card(dispute):
        network = str(card.get("network") or card.get("brand") or "")
        return network, str(card.get("network_reason_code") or dispute.get("network_reason_code") or "")
    details = dispute.get("payment_method_details") or {}
    method = str(details.get("type") or "")
    said = (details.get(method) or {}).get(REASON_FIELDS.get(method, ""))
    return method, str(said or dispute.get("network_reason_code") or "")


def _card(dispute: Mapping[str, Any]) -> Mapping[str, Any]:
    return (dispute.get("payment_method_details") or {}).get("card") or {}


def _payments(dispute: Mapping[str, Any]) -> tuple[str, ...]:
    named = (identifier(dispute.get("charge")), identifier(dispute.get("payment_intent")))
    return tuple(name for name in named if name)


def _outcome_words(dispute: Mapping[str, Any]) -> str:
    """Only Klarna says why a case was lost."""
    klarna = (dispute.get("payment_method_details") or {}).get("klarna") or {}
    return str(klarna.get("chargeback_loss_reason_code") or "")


def _positive(amount: Any) -> int:
    if type(amount) is not int or amount <= 0:
        raise ValueError("an amount in dispute is a whole number above nothing")
    return amount


def _said(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None
