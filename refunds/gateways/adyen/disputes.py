"""What Adyen's items tell of a dispute. It has no record that could be read: the items are all there is.

Of an item eight fields are signed: both references, merchant account and reference, amount, currency, `eventCode` and
`success`. Out of these alone come the case, its payment, its state, its stage and every amount. What is not signed is
taken for what it can do no harm as:

- `eventDate` orders what is told, and is never later than now. Moved, it could hide one event behind another; the
  same event once more is dropped, whatever its date.
- `disputeStatus` may only make the first word of a case worse for us, never won: it frees no payment, moves no money.
- `rfiReasonCode` may only say that a case without a chargeback is still a question. A known chargeback stays one.
- deadline, reason, scheme and comments are shown, and `defendable` says what is offered. They decide nothing.

Event codes and statuses from Adyen's webhook specification, version 1, as of July 2026, and its page on disputes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from customers.errors import BadInput
from refunds.gateways.adyen.items import Item
from refunds.gateways.dispute_types import (
    DisputeMovement,
    DisputeRecord,
    DisputeStage,
    DisputeState,
    MovementKind,
    WarningRecord,
)
from refunds.gateways.types import FromGatewayAmount

S, Stage = DisputeState, DisputeStage

EVENTS: dict[str, tuple[DisputeState | None, DisputeStage | None]] = {
    "REQUEST_FOR_INFORMATION": (S.INQUIRY, Stage.INQUIRY),
    "NOTIFICATION_OF_CHARGEBACK": (None, Stage.CHARGEBACK),
    "CHARGEBACK": (None, Stage.CHARGEBACK),
    "INFORMATION_SUPPLIED": (S.UNDER_REVIEW, None),
    "ISSUER_COMMENTS": (None, None),
    "CHARGEBACK_REVERSED": (S.UNDER_REVIEW, Stage.CHARGEBACK),
    "DISPUTE_DEFENSE_PERIOD_ENDED": (S.EXPIRED, None),
    "ISSUER_RESPONSE_TIMEFRAME_EXPIRED": (S.WON, None),
    "SECOND_CHARGEBACK": (S.LOST, Stage.PRE_ARBITRATION),
    "PREARBITRATION_OPEN": (S.NEEDS_RESPONSE, Stage.PRE_ARBITRATION),
    "PREARBITRATION_ACCEPTED": (S.ACCEPTED, Stage.PRE_ARBITRATION),
    "PREARBITRATION_DECLINED": (S.UNDER_REVIEW, Stage.PRE_ARBITRATION),
    "PREARBITRATION_WON": (S.WON, Stage.PRE_ARBITRATION),
    "PREARBITRATION_LOST": (S.LOST, Stage.PRE_ARBITRATION),
    "PREARBITRATION_ISSUER_WITHDRAWN": (S.WITHDRAWN, Stage.PRE_ARBITRATION),
    "SCHEME_ARBITRATION": (S.UNDER_REVIEW, Stage.ARBITRATION),
    "SCHEME_ARBITRATION_WON": (S.WON, Stage.ARBITRATION),
    "SCHEME_ARBITRATION_LOST": (S.LOST, Stage.ARBITRATION),
}
"""By `eventCode`: the state, and the stage where the code says it.

The notice of a chargeback and the chargeback itself say no state: they open a case, and a defence may be in before the
second comes. A reversed chargeback is money back and not the end: the issuer may still go on. The issuer's time is up,
its pre-arbitration or the scheme's ruling won: these end it for us. A second chargeback is final.
"""

BY_STATUS = {
    ("REQUEST_FOR_INFORMATION", "Responded"): S.INQUIRY_ANSWERED,
    ("REQUEST_FOR_INFORMATION", "Expired"): S.EXPIRED,
    ("NOTIFICATION_OF_CHARGEBACK", "Pending"): S.UNDER_REVIEW,
    ("NOTIFICATION_OF_CHARGEBACK", "Accepted"): S.ACCEPTED,
    ("NOTIFICATION_OF_CHARGEBACK", "Expired"): S.EXPIRED,
    ("NOTIFICATION_OF_CHARGEBACK", "Lost"): S.LOST,
    ("CHARGEBACK", "Pending"): S.UNDER_REVIEW,
    ("CHARGEBACK", "Accepted"): S.ACCEPTED,
    ("CHARGEBACK", "Expired"): S.EXPIRED,
    ("CHARGEBACK", "Lost"): S.LOST,
}
"""By `eventCode` and `disputeStatus`, where a case is over or defended by Adyen when we first hear of it."""

MOVEMENTS = {
    "CHARGEBACK": MovementKind.WITHDRAWN,
    "CHARGEBACK_REVERSED": MovementKind.REINSTATED,
    "SECOND_CHARGEBACK": MovementKind.WITHDRAWN,
}
"""By `eventCode`. No other event moves money, and no event tells a fee: fees stand in the settlement."""

OPENING = ("REQUEST_FOR_INFORMATION", "NOTIFICATION_OF_CHARGEBACK", "CHARGEBACK", "PREARBITRATION_OPEN")
"""What asks for an answer, and so has a deadline."""

WARNING = "NOTIFICATION_OF_FRAUD"
"""A card's bank reported a payment as fraud to its scheme (TC40, SAFE). It moves nothing and asks for nothing."""

SCHEMES = {"mc": "mastercard"}
"""By Adyen's code, where the network's name is another."""


def record_of(item: Item, from_gateway_amount: FromGatewayAmount, now: datetime) -> DisputeRecord | None:
    """Read what a proven item tells of a dispute; None where its amount makes no sense.

    An item without `originalReference` names no payment. Then only a case that is known already is found by it: have
    Adyen include it in all dispute events.
    """
    amount_minor = _amount(item, from_gateway_amount)
    if amount_minor is None:
        return None
    told = _extra(item)
    state, stage = _where(item, told)
    told_at = _told_at(item, now)
    opens = item.event_code in OPENING
    return DisputeRecord(
        gateway_reference=item.psp_reference,
        state=state,
        stage=stage,
        word=" ".join(word for word in (item.event_code, _text(told, "disputeStatus")) if word),
        amount_minor=amount_minor,
        currency=item.currency,
        payment_references=(item.original_reference,) if item.original_reference else (),
        reason=_text(item.raw, "reason") if item.event_code != "ISSUER_COMMENTS" else "",
        network=_network(told),
        network_code=_text(told, "chargebackReasonCode") or _text(told, "rfiReasonCode"),
        respond_by=_moment(told.get("defensePeriodEndsAt")) if opens else None,
        can_respond=_can_respond(told) if opens else None,
        opened_at=told_at,
        told_at=told_at,
        outcome_words=_comments(told),
        movements=_movements(item, amount_minor, told_at),
        raw=item.raw,
    )


def warning_of(item: Item, now: datetime) -> WarningRecord:
    """Read what a proven notification of fraud tells. The kind of fraud is not signed, and only shown."""
    told_at = _told_at(item, now)
    return WarningRecord(
        gateway_reference=item.psp_reference,
        payment_references=(item.original_reference,) if item.original_reference else (),
        fraud_type=_text(item.raw, "reason") or _text(_extra(item), "nofReasonCode"),
        warned_at=told_at,
        told_at=told_at,
        raw=item.raw,
    )


def _where(item: Item, told: Mapping[str, Any]) -> tuple[DisputeState | None, DisputeStage | None]:
    if item.event_code not in EVENTS or item.success != "true":
        return S.UNKNOWN, None
    state, stage = EVENTS[item.event_code]
    state = BY_STATUS.get((item.event_code, _text(told, "disputeStatus")), state)
    if stage is None and _text(told, "rfiReasonCode") and not _text(told, "chargebackReasonCode"):
        return (S.INQUIRY_ANSWERED if state is S.UNDER_REVIEW else state), Stage.INQUIRY
    return state, stage


def _movements(item: Item, amount_minor: int, moved_at: datetime) -> tuple[DisputeMovement, ...]:
    """Adyen gives movements no id: each of its events moves money once."""
    kind = MOVEMENTS.get(item.event_code) if item.success == "true" else None
    return (DisputeMovement(item.event_code, kind, amount_minor, item.currency, moved_at),) if kind else ()


def _amount(item: Item, from_gateway_amount: FromGatewayAmount) -> int | None:
    try:
        amount = from_gateway_amount(item.value, item.currency) if item.value else 0
    except BadInput:
        return None
    return amount if amount > 0 else None


def _can_respond(told: Mapping[str, Any]) -> bool | None:
    if _text(told, "autoDefended") == "true":
        return False
    return {"true": True, "false": False}.get(_text(told, "defendable"))


def _network(told: Mapping[str, Any]) -> str:
    scheme = _text(told, "chargebackSchemeCode") or _text(told, "rfiSchemeCode")
    return SCHEMES.get(scheme, scheme)[:20]


def _comments(told: Mapping[str, Any]) -> str:
    """What the issuer wrote, in the order of the fields' names."""
    begin = "issuerComments."
    names = sorted(name for name in told if isinstance(name, str) and name.startswith(begin))
    words = [_text(told, name, 400) for name in names if name != "issuerComments.type"]
    return "; ".join(word for word in words if word)[:500]


def _told_at(item: Item, now: datetime) -> datetime:
    told = _moment(item.raw.get("eventDate"))
    return min(told, now) if told else now


def _moment(text: object) -> datetime | None:
    try:
        when = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return when if when.tzinfo and 2000 < when.year < 2200 else None


def _extra(item: Item) -> Mapping[str, Any]:
    told = item.raw.get("additionalData")
    return told if isinstance(told, Mapping) else {}


def _text(told: Mapping[str, Any], name: str, most: int = 80) -> str:
    """A short text that can be kept and shown, whatever was sent."""
    value = told.get(name)
    return "".join(letter for letter in value if letter.isprintable())[:most].strip() if isinstance(value, str) else ""
