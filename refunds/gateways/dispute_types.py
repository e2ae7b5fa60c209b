"""What gateways say of disputes and what we answer them, in our own words. No adapter adds a field of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from refunds.gateways.types import Raw


class DisputeState(StrEnum):
    """Where a dispute stands at the gateway. A word that we do not know is UNKNOWN and goes to a person."""

    INQUIRY = "inquiry"
    INQUIRY_ANSWERED = "inquiry_answered"
    INQUIRY_CLOSED = "inquiry_closed"
    NEEDS_RESPONSE = "needs_response"
    UNDER_REVIEW = "under_review"
    WON = "won"
    LOST = "lost"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    PREVENTED = "prevented"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


class DisputeStage(StrEnum):
    """How far it has gone. Each stage may ask for an answer of its own, by its own day."""

    INQUIRY = "inquiry"
    CHARGEBACK = "chargeback"
    PRE_ARBITRATION = "pre_arbitration"
    ARBITRATION = "arbitration"


class MovementKind(StrEnum):
    """What a dispute does to the money at the gateway."""

    WITHDRAWN = "withdrawn"
    REINSTATED = "reinstated"
    FEE = "fee"
    COUNTER_FEE = "counter_fee"
    FEE_RETURNED = "fee_returned"


@dataclass(frozen=True, slots=True)
class DisputeMovement:
    """Money that a dispute moved: a positive amount of ISO minor units, under the gateway's own id for the movement."""

    movement_id: str
    kind: MovementKind
    amount_minor: int
    currency: str
    moved_at: datetime | None = None


class OfferKind(StrEnum):
    """What may be offered to a customer who only asks as yet. Where they take it, the gateway pays by itself."""

    REFUND = "refund"
    WITH_RETURN = "refund_with_return"
    WITH_REPLACEMENT = "refund_with_replacement"
    REPLACEMENT = "replacement"


class OfferState(StrEnum):
    """What has become of an offer."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class DisputeOffer:
    """The last offer of the shop as the gateway tells it; `made` counts all of them. No amount is a replacement."""

    kind: OfferKind
    state: OfferState
    made: int
    amount_minor: int | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class OfferInstruction:
    """What we offer, once. `words` are read by the customer; `return_address` has line, city, postal_code, country."""

    key: str
    reference: str
    dispute_reference: str
    kind: OfferKind
    words: str
    amount_minor: int | None = None
    currency: str = ""
    return_address: Mapping[str, str] = field(default_factory=dict)


class ReturnFinding(StrEnum):
    """What came of goods that the customer was to send back for an agreed refund."""

    RECEIVED = "received"
    NOT_RECEIVED = "not_received"
    DAMAGED = "damaged"
    DIFFERENT = "empty_or_different"
    MISSING = "missing_items"


@dataclass(frozen=True, slots=True)
class ReturnInstruction:
    """What we say of returned goods, once. `words` go to the gateway with it."""

    key: str
    dispute_reference: str
    finding: ReturnFinding
    words: str


@dataclass(frozen=True, slots=True)
class DisputeRecord:
    """A dispute as the gateway holds it now.

    `word` is the gateway's own word for the state, `reason` its own word for the reason, `network_code` the card
    network's ("13.1", "4853"). `respond_by` is None where no answer is taken any more or none was ever asked for.
    `can_respond`, `can_accept` and `is_refundable` are the gateway's own word on what may be done, None where it does
    not say. `answers` counts what it has received from us. `told_at` orders records of a gateway that cannot be
    asked, and tells when a case that we know comes back to us at the same stage; None where this was read just now.
    `follows` is the id of the case that this one continues.

    `can_appeal` tells whether an end against the shop may be looked at once more, `offers` what may be offered to the
    customer now, both None where the gateway knows no such thing; `offer` is the last one that was made. `returns` is
    what may be said now of goods on their way back, empty while nothing is asked of us.

    `stage` is None where a message does not say it, and then stays as it is. `state` is None where a message says
    nothing of it: it stays too, but that a further stage asks for an answer.
    """

    gateway_reference: str
    state: DisputeState | None
    stage: DisputeStage | None
    word: str
    amount_minor: int
    currency: str
    payment_references: Sequence[str] = ()
    reason: str = ""
    network: str = ""
    network_code: str = ""
    respond_by: datetime | None = None
    can_respond: bool | None = None
    can_accept: bool | None = None
    is_refundable: bool | None = None
    can_appeal: bool | None = None
    offers: Sequence[OfferKind] | None = None
    offer: DisputeOffer | None = None
    returns: Sequence[ReturnFinding] = ()
    answers: int = 0
    opened_at: datetime | None = None
    told_at: datetime | None = None
    follows: str = ""
    outcome_words: str = ""
    movements: Sequence[DisputeMovement] = ()
    raw: Raw = field(default_factory=dict)
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WarningRecord:
    """A card's bank takes a payment for fraud, before anybody has disputed it.

    `fraud_type` is the gateway's own word. `is_actionable` tells whether paying back may still keep a dispute away, as
    far as the gateway says so. `read_at` is set by who reads one, as for a dispute.
    """

    gateway_reference: str
    payment_references: Sequence[str]
    fraud_type: str = ""
    is_actionable: bool | None = None
    warned_at: datetime | None = None
    told_at: datetime | None = None
    raw: Raw = field(default_factory=dict)
    read_at: datetime | None = None


class Weight(StrEnum):
    """How much a gateway wants a piece of evidence."""

    REQUIRED = "required"
    ONE_OR_MORE = "one_or_more"
    ALTERNATIVE = "alternative"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the gateway itself asks for in this case. `defence` is the way of defending that it belongs to, if any."""

    code: str
    weight: Weight
    label: str = ""
    defence: str = ""
    is_there: bool = False


@dataclass(frozen=True, slots=True)
class PaymentSight:
    """What the gateway saw at the purchase. `words` are evidence, in English; `address` is where it was to be sent."""

    at: datetime
    words: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """One file of an answer. `kind` is our own word for what it shows; the adapter turns it into the gateway's."""

    kind: str
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class EvidenceInstruction:
    """What we answer, once. `texts` by our own words for the fields; `defence` the way of defending, where asked for.

    `is_appeal` says that it is new evidence against an end that was told already.
    `key` makes the answer one, however often it is sent: the adapter derives from it the key of each of its calls.
    """

    key: str
    dispute_reference: str
    payment_reference: str
    texts: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[EvidenceFile] = ()
    refund_references: Sequence[str] = ()
    defence: str = ""
    is_appeal: bool = False


class AnswerState(StrEnum):
    """What became of an answer or an acceptance that was sent."""

    TAKEN = "taken"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answered:
    """The gateway's word on what we sent. `message` is a sentence for staff; `code` the gateway's own word."""

    state: AnswerState
    code: str = ""
    message: str = ""
    record: DisputeRecord | None = None
    retry_after_seconds: int | None = None
    never_sent: bool = False
    raw: Raw = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EvidenceBudget:
    """What a gateway takes in one answer. 0 is no limit of its own. Megabytes are of 1,000,000 bytes."""

    characters_per_field: int = 0
    characters: int = 0
    bytes_per_file: int = 0
    bytes_together: int = 0
    pages: int = 0
    pages_by_network: Mapping[str, int] = field(default_factory=dict)
    content_types: Sequence[str] = ("application/pdf", "image/jpeg", "image/png")
    one_file_per_kind: bool = False
    text_fields: Sequence[str] = ()
    file_kinds: Sequence[str] = ()
