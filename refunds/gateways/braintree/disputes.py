"""What Braintree says of a dispute, in our words. What is in no table here is UNKNOWN and goes before a person.

Words from its SDK (4.48), what the dates of money mean from its reference of dispute status events, November 2026.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from refunds.gateways.braintree.payments import moment
from refunds.gateways.dispute_types import (
    DisputeMovement,
    DisputeRecord,
    DisputeStage,
    DisputeState,
    MovementKind,
)
from refunds.gateways.identifiers import identifier

Minor = Callable[[object, object], int]
"""Reads an amount and its currency into ISO minor units. Raises ValueError."""

S, Stage = DisputeState, DisputeStage

STAGES = {
    "retrieval": Stage.INQUIRY,
    "chargeback": Stage.CHARGEBACK,
    "pre_arbitration": Stage.PRE_ARBITRATION,
}
"""By `kind`. A further stage is a case of its own, which names the one that it continues."""

STATES = {
    "open": S.NEEDS_RESPONSE,
    "disputed": S.UNDER_REVIEW,
    "under_review": S.UNDER_REVIEW,
    "accepted": S.ACCEPTED,
    "auto_accepted": S.ACCEPTED,
    "expired": S.EXPIRED,
    "won": S.WON,
    "lost": S.LOST,
}
OF_A_RETRIEVAL = {
    **STATES,
    "open": S.INQUIRY,
    "disputed": S.INQUIRY_ANSWERED,
    "under_review": S.INQUIRY_ANSWERED,
    "won": S.INQUIRY_CLOSED,
}
"""By `status`."""

SETTLED_BEFORE = ("visa_rdr",)
"""The values of `pre_dispute_program` by which the network settles a case before it becomes a chargeback."""

OPEN, ACCEPTED = "open", ("accepted", "auto_accepted")
"""Only while it is open Braintree takes evidence or a giving in."""

NETWORKS = {"american express": "amex", "diners club": "diners"}
"""By `payment_instrument_subtype` in small letters, where the network's name is another."""


def record_of(dispute: Mapping[str, Any], minor: Minor) -> DisputeRecord:
    """Read a dispute as Braintree shows it. Raises ValueError or KeyError where it makes no sense.

    `told_at` is its `updated_at`: a record that was read early may come late.
    """
    currency, transaction = str(dispute["currency_iso_code"]), dispute.get("transaction") or {}
    stage, state = STAGES.get(str(dispute.get("kind"))), state_of(dispute)
    is_open = dispute["status"] == OPEN
    due = dispute.get("reply_by_date")
    payment = identifier(transaction.get("id"))
    return DisputeRecord(
        gateway_reference=identifier(dispute["id"]),
        state=state,
        stage=stage,
        word=str(dispute["status"]),
        amount_minor=minor(dispute["amount_disputed"], currency),
        currency=currency,
        payment_references=(payment,) if payment else (),
        reason=str(dispute.get("reason") or ""),
        network=_network(transaction),
        network_code=str(dispute.get("reason_code") or ""),
        respond_by=_day(due) if due and is_open else None,
        can_respond=is_open,
        can_accept=is_open,
        answers=0 if is_open else sum(1 for _piece in evidence_in(dispute)),
        opened_at=moment(dispute["created_at"]),
        told_at=moment(dispute["updated_at"]),
        follows=identifier(dispute.get("original_dispute_id")),
        outcome_words=str(dispute.get("processor_comments") or dispute.get("forwarded_comments") or ""),
        movements=tuple(_movements(dispute, minor, currency)),
        raw=dispute,
    )


def state_of(dispute: Mapping[str, Any]) -> DisputeState:
    """A case without a kind that we know is UNKNOWN, whatever its status."""
    kind, status = str(dispute.get("kind")), str(dispute.get("status"))
    if kind not in STAGES:
        return S.UNKNOWN
    if status in ACCEPTED and dispute.get("pre_dispute_program") in SETTLED_BEFORE:
        return S.PREVENTED
    return (OF_A_RETRIEVAL if kind == "retrieval" else STATES).get(status, S.UNKNOWN)


def evidence_in(dispute: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The pieces of evidence that a dispute holds, handed in or not yet."""
    for piece in dispute.get("evidence") or ():
        if isinstance(piece, dict):
            yield piece


def _movements(dispute: Mapping[str, Any], minor: Minor, currency: str) -> Iterator[DisputeMovement]:
    """What a status event with a day of disbursement moved: back where it was won, else away from the shop, once."""
    days: dict[bool, str] = {}
    for event in dispute.get("status_history") or ():
        if isinstance(event, dict) and event.get("disbursement_date"):
            days.setdefault(event.get("status") == "won", str(event["disbursement_date"]))
    if False in days:
        amount = minor(dispute["amount_disputed"], currency)
        yield DisputeMovement("withdrawn", MovementKind.WITHDRAWN, amount, currency, _day(days[False]))
    if True in days and dispute.get("amount_won"):
        amount = minor(dispute["amount_won"], currency)
        yield DisputeMovement("reinstated", MovementKind.REINSTATED, amount, currency, _day(days[True]))


def _network(transaction: Mapping[str, Any]) -> str:
    named = str(transaction.get("payment_instrument_subtype") or "").lower()
    return NETWORKS.get(named, named)[:20]


def _day(text: object) -> datetime:
    """The day's first moment in UTC. Braintree tells no hour: so early it is in time wherever the day is counted."""
    return datetime.combine(date.fromisoformat(str(text)[:10]), time(), UTC)
