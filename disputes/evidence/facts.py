"""What is known of a disputed payment, as plain values. Gathered in disputes/gathering.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from disputes.evidence.reason import Goods


@dataclass(frozen=True, slots=True)
class Bought:
    """One thing that was bought; `paid_minor` is for all of it, tax included."""

    description: str
    quantity: int
    paid_minor: int
    kind: str


@dataclass(frozen=True, slots=True)
class Credit:
    """A refund that left, or is on its way; `number` is the gateway's own."""

    reference: str
    number: str
    amount_minor: int
    currency: str
    arrived: bool
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Letter:
    """Something that was written between shop and customer, and by whom."""

    at: datetime
    by_customer: bool
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What the customer signed: that the dispute was a mistake. In the customer's language."""

    name: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What a system of the shop saw: a purchase, a sign-in, a delivery. Empty is not known."""

    kind: str
    at: datetime
    ip: str = ""
    device_id: str = ""
    fingerprint: str = ""
    account: str = ""
    address: str = ""
    carrier: str = ""
    tracking_number: str = ""
    signed_by: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class EarlierPayment:
    """Another payment of the same customer with the same card, which nobody disputed."""

    reference: str
    number: str
    at: datetime
    description: str
    amount_minor: int
    currency: str
    seen: Sequence[Seen] = ()


@dataclass(frozen=True, slots=True)
class Twin:
    """Another payment of the same amount, near in time, that may be the other one of two."""

    reference: str
    number: str
    order: str
    at: datetime
    description: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Policy:
    """The refund policy that held when it was bought, told in words; pairs of title and text."""

    number: int
    since: datetime
    rules: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request for a refund that was turned down, and the words that the customer got."""

    reference: str
    at: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of the payment's cases."""

    key: str
    name: str
    pages: int
    size_bytes: int
    description: str = ""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Everything about one disputed payment. Amounts are minor units of the currency beside them."""

    reference: str
    category: str
    network: str
    network_code: str
    amount_minor: int
    currency: str
    opened_at: datetime
    payment_reference: str
    payment_number: str
    order: str
    paid_minor: int
    paid_currency: str
    bought_at: datetime
    captured_at: datetime
    delivered_at: datetime | None
    method: str
    country: str
    customer_name: str
    customer_email: str
    shop: str
    goods: Goods
    bought: Sequence[Bought] = ()
    credits: Sequence[Credit] = ()
    letters: Sequence[Letter] = ()
    asked_before: bool = False
    """Whether something had been asked for, in whatever way, before the dispute began."""
    statement: Statement | None = None
    seen: Sequence[Seen] = ()
    policy: Policy | None = None
    refusals: Sequence[Refusal] = ()
    earlier: Sequence[EarlierPayment] = ()
    twins: Sequence[Twin] = ()
    papers: Sequence[Paper] = ()
    attached: Mapping[str, int] = field(default_factory=dict)
    """How many files of the draft show a piece, by the piece."""

    def of_kind(self, *kinds: str) -> Iterator[Seen]:
        return (seen for seen in self.seen if seen.kind in kinds)

    @property
    def was_in_touch(self) -> bool:
        """Whether shop and customer had anything to do with each other before the dispute: none is claimed then."""
        return self.asked_before or any(letter.at <= self.opened_at for letter in self.letters)

    @property
    def credited_minor(self) -> int:
        """What the customer has back in the payment's currency."""
        return sum(credit.amount_minor for credit in self.credits if credit.arrived)

    @property
    def what(self) -> str:
        """What was bought, in one line."""
        return ", ".join(f"{one.quantity} × {one.description}" for one in self.bought if one.kind != "shipping")
