"""What PayPal says of a dispute, in our words. What is in no table here is UNKNOWN and goes before a person.

Words from PayPal's Customer Disputes specification (1.10), what they mean from its page on disputes, November 2026.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from refunds.gateways.dispute_types import (
    DisputeMovement,
    DisputeOffer,
    DisputeRecord,
    DisputeStage,
    DisputeState,
    MovementKind,
    OfferKind,
    OfferState,
    ReturnFinding,
    Wanted,
    Weight,
)
from refunds.gateways.identifiers import identifier
from refunds.gateways.paypal.dispute_calls import acts_of
from refunds.gateways.paypal.transactions import moment

Minor = Callable[[Mapping[str, Any]], int]
S, Stage = DisputeState, DisputeStage

PROVIDE_EVIDENCE, SUPPORTING_INFO = "provide-evidence", "provide-supporting-info"
ANSWERS = (PROVIDE_EVIDENCE, SUPPORTING_INFO)
"""The acts that hand in evidence, the one that PayPal asks for first."""
ACCEPT_CLAIM, APPEAL, MAKE_OFFER = "accept-claim", "appeal", "make-offer"
ACKNOWLEDGE_RETURN = "acknowledge-return-item"

STAGES = {
    "INQUIRY": Stage.INQUIRY,
    "CHARGEBACK": Stage.CHARGEBACK,
    "PRE_ARBITRATION": Stage.PRE_ARBITRATION,
    "ARBITRATION": Stage.ARBITRATION,
}
"""By `dispute_life_cycle_stage`. An inquiry is between customer and shop; then PayPal or the card's bank decides."""

OF_AN_INQUIRY = {
    "OPEN": S.INQUIRY,
    "WAITING_FOR_SELLER_RESPONSE": S.INQUIRY,
    "WAITING_FOR_BUYER_RESPONSE": S.INQUIRY_ANSWERED,
    "UNDER_REVIEW": S.INQUIRY_ANSWERED,
}
OF_A_CLAIM = {
    "OPEN": S.NEEDS_RESPONSE,
    "WAITING_FOR_SELLER_RESPONSE": S.NEEDS_RESPONSE,
    "WAITING_FOR_BUYER_RESPONSE": S.UNDER_REVIEW,
    "UNDER_REVIEW": S.UNDER_REVIEW,
}
"""By `status`, while it is not RESOLVED. `OTHER` is not here on purpose."""

RESOLVED = "RESOLVED"
OUTCOMES = {
    "RESOLVED_BUYER_FAVOUR": S.LOST,
    "RESOLVED_SELLER_FAVOUR": S.WON,
    "RESOLVED_WITH_PAYOUT": S.WON,
    "CANCELED_BY_BUYER": S.WITHDRAWN,
    "ACCEPTED": S.LOST,
    "DENIED": S.WON,
}
"""By `outcome_code` of what is RESOLVED. It is PayPal that accepts or denies, and that pays out of its own pocket.
`NONE` is not here on purpose."""

MOVEMENTS = {
    ("DISPUTE_SETTLEMENT", "DEBIT"): MovementKind.WITHDRAWN,
    ("DISPUTE_SETTLEMENT", "CREDIT"): MovementKind.REINSTATED,
    ("DISPUTE_SETTLEMENT_FEE", "DEBIT"): MovementKind.FEE,
    ("DISPUTE_SETTLEMENT_FEE", "CREDIT"): MovementKind.FEE_RETURNED,
    ("DISPUTE_FEE", "DEBIT"): MovementKind.FEE,
    ("DISPUTE_FEE", "CREDIT"): MovementKind.FEE_RETURNED,
    ("CHARGEBACK_FEE", "DEBIT"): MovementKind.FEE,
    ("CHARGEBACK_FEE", "CREDIT"): MovementKind.FEE_RETURNED,
}
"""By `reason` and `type` of a money movement of the shop's own account."""

OFFERS = {
    "REFUND": OfferKind.REFUND,
    "REFUND_WITH_RETURN": OfferKind.WITH_RETURN,
    "REFUND_WITH_REPLACEMENT": OfferKind.WITH_REPLACEMENT,
    "REPLACEMENT_WITHOUT_REFUND": OfferKind.REPLACEMENT,
}
"""By `offer_type`."""
OFFER_STEPS = {"PROPOSED": OfferState.PROPOSED, "ACCEPTED": OfferState.ACCEPTED, "DENIED": OfferState.DENIED}
"""By `event_type` of a step of an offer's history."""

RETURNS = {
    "ITEM_RECEIVED": ReturnFinding.RECEIVED,
    "ITEM_NOT_RECEIVED": ReturnFinding.NOT_RECEIVED,
    "DAMAGED": ReturnFinding.DAMAGED,
    "EMPTY_PACKAGE_OR_DIFFERENT": ReturnFinding.DIFFERENT,
    "MISSING_ITEMS": ReturnFinding.MISSING,
}
"""By `acknowledgement_type`."""

OURS = "SUBMITTED_BY_SELLER"
ASKED_OF_US = "REQUESTED_FROM_SELLER"


def record_of(dispute: Mapping[str, Any], minor: Minor) -> DisputeRecord:
    """Read a dispute as PayPal shows it. Raises ValueError or KeyError where it makes no sense.

    `told_at` is its `update_time`: PayPal may ask again at the same stage, and a record read early may come late.
    """
    acts, movements = acts_of(dispute), list(_movements(dispute, minor))
    stage = STAGES.get(str(dispute.get("dispute_life_cycle_stage")))
    state = _state(dispute, stage, movements)
    amount, due = dispute["dispute_amount"], dispute.get("seller_response_due_date")
    return DisputeRecord(
        gateway_reference=identifier(dispute["dispute_id"]),
        state=state,
        stage=stage,
        word=str(dispute["status"]),
        amount_minor=minor(amount),
        currency=str(amount["currency_code"]),
        payment_references=_payments(dispute),
        reason=str(dispute.get("reason") or ""),
        network="paypal" if dispute.get("dispute_channel") == "INTERNAL" else "",
        network_code=str(dispute.get("external_reason_code") or ""),
        respond_by=moment(due) if due and state in (S.INQUIRY, S.NEEDS_RESPONSE) else None,
        can_respond=not acts.isdisjoint(ANSWERS),
        can_accept=ACCEPT_CLAIM in acts,
        is_refundable=_is_refundable(dispute, stage, minor),
        can_appeal=APPEAL in acts,
        offers=offers_in(dispute) if MAKE_OFFER in acts else (),
        offer=offer_of(dispute, minor),
        returns=returns_in(dispute) if ACKNOWLEDGE_RETURN in acts else (),
        answers=len(list(submitted_in(dispute))),
        opened_at=moment(dispute["create_time"]),
        told_at=moment(dispute["update_time"]),
        outcome_words=_outcome_words(dispute),
        movements=movements,
        raw=dispute,
    )


def wanted_of(dispute: Mapping[str, Any]) -> list[Wanted]:
    """What PayPal asks the shop for, by its own words for kinds of evidence."""
    there = {submitted.get("evidence_type") for submitted in submitted_in(dispute)}
    asked = [evidence for evidence in dispute.get("evidences") or () if evidence.get("source") == ASKED_OF_US]
    return [
        Wanted(
            code=str(evidence["evidence_type"]),
            weight=Weight.REQUIRED if (evidence.get("action_info") or {}).get("mandatory") else Weight.OPTIONAL,
            is_there=evidence["evidence_type"] in there,
        )
        for evidence in asked
        if evidence.get("evidence_type")
    ]


def _state(dispute: Mapping[str, Any], stage: DisputeStage | None, movements: list[DisputeMovement]) -> DisputeState:
    status = str(dispute["status"])
    if stage is None:
        return S.UNKNOWN
    if status != RESOLVED:
        return (OF_AN_INQUIRY if stage is Stage.INQUIRY else OF_A_CLAIM).get(status, S.UNKNOWN)
    ended = OUTCOMES.get(str((dispute.get("dispute_outcome") or {}).get("outcome_code")), S.UNKNOWN)
    is_lost = _is_money_gone(movements)
    if stage is Stage.INQUIRY and is_lost and _last_step(dispute) is OfferState.ACCEPTED:
        return S.ACCEPTED
    if stage is Stage.INQUIRY and ended in (S.WON, S.LOST):
        return S.LOST if is_lost else S.INQUIRY_CLOSED
    return S.LOST if ended is S.WON and is_lost else ended


def _is_money_gone(movements: list[DisputeMovement]) -> bool:
    """Whether more was taken for the dispute than given back: then it was not won, whatever it is called."""
    taken: Counter[MovementKind] = Counter()
    for move in movements:
        taken[move.kind] += move.amount_minor
    return taken[MovementKind.WITHDRAWN] > taken[MovementKind.REINSTATED]


def _movements(dispute: Mapping[str, Any], minor: Minor) -> Iterator[DisputeMovement]:
    """Movements have no id: what was moved, which way and when makes one."""
    seen: Counter[str] = Counter()
    for moved in dispute.get("money_movements") or ():
        kind = MOVEMENTS.get((str(moved.get("reason")), str(moved.get("type"))))
        if kind is None or moved.get("affected_party") != "SELLER" or not moved.get("amount"):
            continue
        at = moved.get("initiated_time")
        name = f"{moved['reason']}/{moved['type']}/{at or ''}"
        seen[name] += 1
        yield DisputeMovement(
            movement_id=name if seen[name] == 1 else f"{name}/{seen[name]}",
            kind=kind,
            amount_minor=abs(minor(moved["amount"])),
            currency=str(moved["amount"]["currency_code"]),
            moved_at=moment(at) if at else None,
        )


def _is_refundable(dispute: Mapping[str, Any], stage: DisputeStage | None, minor: Minor) -> bool | None:
    """PayPal refuses every refund but one of the whole (TRANSACTION_DISPUTED), and any once it is a claim."""
    if dispute["status"] == RESOLVED or stage is None:
        return None
    if stage is not Stage.INQUIRY:
        return False
    allowed = (dispute.get("refund_details") or {}).get("allowed_refund_amount")
    return minor(allowed) > 0 if allowed else True


def offers_in(dispute: Mapping[str, Any]) -> tuple[OfferKind, ...]:
    """What PayPal lets the shop offer; where it lists nothing beside the link, a refund."""
    options = (dispute.get("allowed_response_options") or {}).get("make_offer") or {}
    return tuple(OFFERS[word] for word in options.get("offer_types") or ("REFUND",) if word in OFFERS)


def returns_in(dispute: Mapping[str, Any]) -> tuple[ReturnFinding, ...]:
    """What PayPal lets the shop say of returned goods; where it lists nothing beside the link, that they are here."""
    options = (dispute.get("allowed_response_options") or {}).get("acknowledge_return_item") or {}
    words = options.get("acknowledgement_types") or ("ITEM_RECEIVED",)
    return tuple(RETURNS[word] for word in words if word in RETURNS)


def offer_of(dispute: Mapping[str, Any], minor: Minor) -> DisputeOffer | None:
    """The shop's last offer and what the customer said to it. What the customer asks for is none."""
    steps = _steps_of_offers(dispute)
    ours = [step for step in steps if step.get("event_type") == "PROPOSED"]
    kind = OFFERS.get(str(ours[-1].get("offer_type") or dispute["offer"].get("offer_type"))) if ours else None
    if kind is None:
        return None
    amount = ours[-1].get("offer_amount") if kind is not OfferKind.REPLACEMENT else None
    return DisputeOffer(
        kind=kind,
        state=OFFER_STEPS[steps[-1]["event_type"]],
        made=len(ours),
        amount_minor=minor(amount) if amount else None,
        currency=str(amount["currency_code"]) if amount else "",
    )


def _last_step(dispute: Mapping[str, Any]) -> OfferState | None:
    steps = _steps_of_offers(dispute)
    return OFFER_STEPS[steps[-1]["event_type"]] if steps else None


def _steps_of_offers(dispute: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Each offer of the shop and each answer to one, in order of time."""
    history = (dispute.get("offer") or {}).get("history") or ()
    steps = [step for step in history if step.get("event_type") in OFFER_STEPS]
    ours = [step for step in steps if step["event_type"] != "PROPOSED" or step.get("actor") == "SELLER"]
    return sorted(ours, key=lambda step: str(step.get("offer_time") or ""))


def _payments(dispute: Mapping[str, Any]) -> tuple[str, ...]:
    """The captures in dispute. PayPal knows the customer's payment under another id, which is none of ours."""
    ids = [identifier(about.get("seller_transaction_id")) for about in dispute.get("disputed_transactions") or ()]
    return tuple(reference for reference in ids if reference)


def submitted_in(dispute: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What PayPal shows of what the shop handed in."""
    for shown in (*(dispute.get("evidences") or ()), *(dispute.get("supporting_info") or ())):
        if shown.get("source") == OURS:
            yield shown


def _outcome_words(dispute: Mapping[str, Any]) -> str:
    """The outcome and PayPal's own reason for it, the newest."""
    outcome = str((dispute.get("dispute_outcome") or {}).get("outcome_code") or "")
    decided = sorted(dispute.get("adjudications") or (), key=_decided_at)
    reason = str(decided[-1].get("reason") or "") if decided else ""
    return ": ".join(word for word in (outcome, reason) if word)


def _decided_at(adjudication: Mapping[str, Any]) -> datetime:
    return moment(adjudication["adjudication_time"])
