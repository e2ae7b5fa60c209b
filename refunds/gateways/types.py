"""What goes to a gateway and what comes back, in our own words. No adapter adds a field of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from refunds.gateways.dispute_types import DisputeRecord, WarningRecord

Raw = Mapping[str, Any]
"""A gateway's own answer, kept as it came for whoever has to look at it later."""

FromGatewayAmount = Callable[[int, str], int]
"""Turns the units that a gateway counts a currency in into ISO minor units: a gateway's own `from_gateway_amount`."""

KEY_MARGIN_SECONDS = 4 * 60 * 60
"""A key is not used in the last hours of its life, or in the second half of a short one: clocks differ, and a
forgotten key is a second refund."""


class OutcomeState(StrEnum):
    """What a gateway's answer means for the try."""

    PENDING = "pending"
    ACTION_REQUIRED = "action_required"
    WAITING_FUNDS = "waiting_funds"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"
    UNKNOWN = "unknown"
    REVERSED = "reversed"


class Topic(StrEnum):
    """What an event of a gateway is about."""

    REFUND = "refund"
    DISPUTE = "dispute"
    WARNING = "warning"
    PAYMENT = "payment"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class RefundInstruction:
    """What we ask of a gateway. It must carry `reference`, so that the refund can be found again by it.

    `amount_minor` counts ISO 4217 minor units; the adapter converts. `reason` is our own reason code.
    """

    reference: str
    idempotency_key: str
    payment_reference: str
    amount_minor: int
    currency: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PreparedRefund:
    """An instruction in the gateway's own bytes: stored before one leaves, and sent again exactly so.

    `correlation_id` travels beside them where the gateway takes a header for it; it is no part of the instruction.
    """

    idempotency_key: str
    reference: str
    payment_reference: str
    body: bytes
    correlation_id: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the gateway says about one refund, or UNKNOWN if it said nothing that ends the question.

    `never_sent` is about this one call: it surely had no effect. An earlier one with this key may have had.
    `message` is a sentence for staff. `code` is the gateway's own word, or ours for a call without an answer.
    """

    state: OutcomeState
    gateway_reference: str = ""
    code: str = ""
    message: str = ""
    raw: Raw = field(default_factory=dict)
    retry_after_seconds: int | None = None
    amount_minor: int | None = None
    currency: str | None = None
    never_sent: bool = False


@dataclass(frozen=True, slots=True)
class Lookup:
    """The answer to "do you know our reference?". Certain and nothing found: the gateway does not have it."""

    found: Outcome | None
    certain: bool


@dataclass(frozen=True, slots=True)
class GatewayEvent:
    """One thing a verified webhook tells. It is a nudge to read the gateway's record, not the record itself.

    `kind` is the gateway's own word. `refund_reference` is ours, `gateway_reference` theirs; "" for none.
    `payment_alias` is the payment's second id, where a gateway gives it two (Stripe: a charge and its intent).
    `amount_minor` (ISO minor units) and `currency` are filled where the event names the amount of this one refund:
    they are compared with ours and never taken over.
    `outcome` is for a gateway that has no such record (`capabilities.reads_refunds`): what the event itself says, out
    of signed fields only. `signed` is what the signature covers, where that is not the whole body.
    `says_paid` is whether the event itself shows its refund as paid: where that is known already, nothing is asked.
    """

    event_id: str
    kind: str
    topic: Topic
    refund_reference: str = ""
    gateway_reference: str = ""
    payment_reference: str = ""
    payment_alias: str = ""
    amount_minor: int | None = None
    currency: str = ""
    created_at: datetime | None = None
    raw: Raw = field(default_factory=dict)
    outcome: Outcome | None = None
    dispute: DisputeRecord | None = None
    warning: WarningRecord | None = None
    signed: bytes = b""
    says_paid: bool = False


@dataclass(frozen=True, slots=True)
class PulledPayment:
    """A captured payment as the gateway lists it; amounts in ISO minor units of its currency."""

    gateway_reference: str
    amount_minor: int
    currency: str
    captured_at: datetime
    customer_email: str = ""
    customer_name: str = ""
    order_reference: str = ""
    description: str = ""
    method_kind: str = "other"
    card_brand: str = ""
    card_last4: str = ""
    country: str = ""
    refunded_minor: int = 0
    raw: Raw = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PulledRefund:
    """A refund as the gateway lists it, whoever made it. `refund_reference` is ours, or "" where it carries none.

    `is_reversal` says that the gateway took the money back by its own decision.
    """

    outcome: Outcome
    payment_reference: str
    created_at: datetime
    refund_reference: str = ""
    is_reversal: bool = False


class SettlementKind(StrEnum):
    """What a line of a settlement report is about."""

    PAYMENT = "payment"
    REFUND = "refund"
    REFUND_REVERSAL = "refund_reversal"
    DISPUTE = "dispute"
    DISPUTE_REVERSAL = "dispute_reversal"
    FEE = "fee"
    PAYOUT = "payout"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class SettlementLine:
    """One line of a gateway's own account, with its own word in `word`.

    Amounts are ISO minor units seen from the shop: what left it is negative. `fee_minor` is what the gateway kept
    for this line. `gateway_reference` is the refund's, dispute's or payment's own id; `payment_reference` that of
    the payment it belongs to; `refund_reference` ours, where the report carries it.
    """

    line_id: str
    kind: SettlementKind
    word: str
    amount_minor: int
    currency: str
    settled_at: datetime
    fee_minor: int = 0
    gateway_reference: str = ""
    payment_reference: str = ""
    refund_reference: str = ""
    payout_reference: str = ""
    raw: Raw = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a gateway can do. `currencies_exponent` holds only currencies that it counts unlike ISO 4217.

    `several` is more than one refund of a payment, `lookup` finding a refund by our reference, `cancel` the states in
    which one is taken back when that is asked for, `evidence` answering disputes over its API, `balance` telling
    what it could pay out of now, `lists_refunds` and `settlements` what `pull_refunds` and `pull_settlement` need.
    `reads_disputes`, `lists_disputes` and `accepts_disputes` say the same of `read_dispute` and its like: without the
    first, the events of a dispute carry what they tell of it, and so do those of a fraud warning without
    `reads_warnings`.

    Without `lookup` a lost answer is asked for by sending the same bytes under the same key again, as long as the key
    lives. Without `reads_refunds` a refund's record cannot be read: its events carry the outcome. Without
    `lists_payments` there is nothing to pull payments from. `reversals` are the gateway's own words for events about
    money that it took back by its own decision: they look like a refund and may be a dispute's.
    """

    partial: bool
    several: bool
    idempotency_seconds: int
    lookup: bool
    cancel: frozenset[OutcomeState] = frozenset()
    evidence: bool = False
    balance: bool = False
    lists_refunds: bool = False
    settlements: bool = False
    reads_disputes: bool = False
    lists_disputes: bool = False
    accepts_disputes: bool = False
    reads_warnings: bool = False
    reads_refunds: bool = True
    lists_payments: bool = True
    reversals: frozenset[str] = frozenset()
    max_age_days: int | None = None
    currencies_exponent: Mapping[str, int] = field(default_factory=dict)

    @property
    def key_lives_seconds(self) -> int:
        """How long after the first send the same key may be sent again."""
        return self.idempotency_seconds - min(KEY_MARGIN_SECONDS, self.idempotency_seconds // 2)
