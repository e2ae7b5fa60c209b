"""Everything a rule may look at: plain values, gathered before and kept beside the decision."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any, Self

RAILS = ("original", "store_credit", "bank_transfer")
REASONS = (
    "changed_mind",
    "not_received",
    "damaged",
    "not_as_described",
    "wrong_item",
    "duplicate",
    "canceled_service",
    "fraud",
    "goodwill",
    "withdrawal",
    "other",
)
FAULT_REASONS = ("not_received", "damaged", "not_as_described", "wrong_item", "duplicate", "canceled_service", "fraud")
"""Reasons where something went wrong, as opposed to a change of mind."""
ORIGINS = ("portal", "staff", "api", "import", "dispute", "gateway")
PRODUCT_KINDS = ("physical", "digital", "service", "subscription", "ticket", "shipping")

_TIMES = ("asked_at", "purchased_at", "captured_at", "delivered_at")


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One bought line. Amounts in minor units, tax included, for the whole line.

    `already_minor` is what is refunded or reserved on it; `returnable` is the shop's own word on this very article.
    """

    line_id: int
    description: str
    product_kind: str
    channel: str
    quantity_bought: int
    quantity_asked: int
    paid_minor: int
    asked_minor: int
    already_minor: int
    delivered_on: date | None
    returnable: bool = True

    @property
    def is_asked(self) -> bool:
        return self.quantity_asked > 0 or self.asked_minor > 0

    @property
    def left_minor(self) -> int:
        """What may still be given back on this line, in minor units."""
        return self.paid_minor - self.already_minor


@dataclass(frozen=True, slots=True)
class Facts:
    """One request and its surroundings at `asked_at`. Amounts are minor units of `currency`.

    `amount_minor` is what goes back: the asked lines (already less their part of `fee_minor`) and `goodwill_minor`,
    which is beyond what was bought. `method_trouble` is why the payment method cannot take it: "not_set_up", "too_old",
    "only_once", "whole_only" or "unsendable". `keeps_percent` is the part of the price for which the customer keeps the
    goods, 0 where they come back. What has a default is missing in facts that were kept before it existed.

    Times come in any zone and are kept in UTC; one without a zone raises ValueError. Counts about the customer and
    the duplicates leave out this request itself.
    """

    asked_at: datetime
    amount_minor: int
    currency: str
    rail: str
    reason: str
    origin: str
    country: str
    purchased_at: datetime
    captured_at: datetime
    delivered_at: datetime | None
    captured_minor: int
    reserved_minor: int
    refunded_minor: int
    lines: tuple[LineFacts, ...]
    open_holds: tuple[str, ...]
    documents: int
    duplicate_references: tuple[str, ...]
    customer_requests_30d: int
    customer_refunds_90d: int
    customer_refunded_90d_minor: int
    method_refundable: bool
    requested_by_staff: bool
    goodwill_minor: int = 0
    fee_minor: int = 0
    fee_waived: bool = False
    method_trouble: str = ""
    keeps_percent: int = 0
    wants_exchange: bool = False

    def __post_init__(self) -> None:
        for name in _TIMES:
            moment = getattr(self, name)
            if moment is not None:
                object.__setattr__(self, name, _in_utc(name, moment))

    @property
    def left_minor(self) -> int:
        """What may still be given back on the payment, in minor units."""
        return self.captured_minor - self.reserved_minor - self.refunded_minor

    @property
    def names_lines(self) -> bool:
        """Whether the request says what it is for, instead of only how much."""
        return any(line.is_asked for line in self.lines)

    @property
    def concerned_lines(self) -> tuple[LineFacts, ...]:
        """The lines asked for; all of them where the request names none."""
        return tuple(line for line in self.lines if line.is_asked) or self.lines

    def as_json(self) -> dict[str, Any]:
        """Write the facts as JSON values; times in UTC."""
        plain = asdict(self)
        for name in _TIMES:
            plain[name] = plain[name] and plain[name].isoformat()
        plain["lines"] = [_line_as_json(line) for line in plain["lines"]]
        plain["open_holds"] = list(self.open_holds)
        plain["duplicate_references"] = list(self.duplicate_references)
        return plain

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> Self:
        """Read what as_json wrote. Raises TypeError on a field too many or too few."""
        moments = {name: plain[name] and datetime.fromisoformat(plain[name]) for name in _TIMES}
        tuples = {name: tuple(plain[name]) for name in ("open_holds", "duplicate_references")}
        lines = tuple(_line_from_json(line) for line in plain["lines"])
        return cls(**{**plain, **moments, **tuples, "lines": lines})

    def fingerprint(self) -> str:
        """Return the SHA-256 of the canonical JSON: equal facts, equal fingerprint, in any process."""
        canonical = json.dumps(self.as_json(), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(canonical.encode()).hexdigest()


def _in_utc(name: str, moment: datetime) -> datetime:
    """Python counts between two times of the same zone by the clock on the wall; in UTC it counts what passed."""
    if moment.utcoffset() is None:
        raise ValueError(f"{name} has no time zone")
    return moment.astimezone(UTC)


def _line_as_json(line: dict[str, Any]) -> dict[str, Any]:
    delivered_on = line["delivered_on"]
    return {**line, "delivered_on": delivered_on and delivered_on.isoformat()}


def _line_from_json(plain: dict[str, Any]) -> LineFacts:
    delivered_on = plain["delivered_on"]
    return LineFacts(**{**plain, "delivered_on": delivered_on and date.fromisoformat(delivered_on)})
