"""How the sandbox answers one request: by script, by the payment's name, by seeded chance, or simply well.

A behaviour is written `<answer>` or `<answer>+<webhook>`, for example `pending+webhook_twice`.
A payment whose reference ends in a dot and a behaviour, `pay_1.fail_later`, shows it on the first request of
each key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Answering(StrEnum):
    """What happens to the refund, and what the caller hears of it."""

    ACCEPT = "accept"
    DECLINE = "decline"
    PENDING = "pending"
    PENDING_THEN_FAIL = "pending_then_fail"
    ACTION_REQUIRED = "action_required"
    WAITING_FUNDS = "waiting_funds"
    FAIL_LATER = "fail_later"
    SUCCEED_THEN_SILENCE = "succeed_then_silence"
    ERROR_BEFORE = "error_before"
    ERROR_AFTER = "error_after"
    RESET_BEFORE = "reset_before"
    RATE_LIMITED = "rate_limited"
    REFUSED = "refused"
    SLOW = "slow"


class Announcing(StrEnum):
    """When the webhook about it comes, if it comes."""

    SOON = "webhook_soon"
    FIRST = "webhook_first"
    TWICE = "webhook_twice"
    LATE = "webhook_late"
    LOST = "webhook_lost"


@dataclass(frozen=True, slots=True)
class Behaviour:
    answering: Answering = Answering.ACCEPT
    announcing: Announcing = Announcing.SOON

    @classmethod
    def parse(cls, text: str) -> Behaviour:
        """Read `pending`, `webhook_lost` or `pending+webhook_lost`; raise ValueError for any other word."""
        first, plus, second = text.partition("+")
        if plus:
            return cls(Answering(first), Announcing(second))
        return cls(announcing=Announcing(text)) if text in set(Announcing) else cls(Answering(text))

    def __str__(self) -> str:
        return f"{self.answering}+{self.announcing}"


def named_behaviour(payment_reference: str) -> Behaviour | None:
    """Read the behaviour that a payment's reference ends in, if it does."""
    _, dot, ending = payment_reference.rpartition(".")
    if not dot:
        return None
    try:
        return Behaviour.parse(ending)
    except ValueError:
        return None


def chance_behaviour(seed: int, weights: Mapping[str, int], key: str, nth: int) -> Behaviour:
    """Draw by whole-number weights. The same seed, key and count draw the same, whatever runs beside it."""
    digest = hashlib.sha256(f"{seed}:{key}:{nth}".encode()).digest()
    drawn = int.from_bytes(digest[:8], "big") % sum(weights.values())
    for text, weight in sorted(weights.items()):
        if drawn < weight:
            return Behaviour.parse(text)
        drawn -= weight
    raise AssertionError("the weights were drawn past their sum")
