"""What is to go wrong at a gateway, how often, and how long things take. Shares are between 0 and 1.

A fault is drawn from the seed, our reference (or the key, or the address) and how many requests of it came before, so
that the same run meets the same faults in whatever order its requests arrive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b
from typing import Any

CALL_FAULTS = (
    "timeout_before", "timeout_after", "error_before", "error_after", "reset_before", "reset_after", "rate_limited",
    "conflict", "slow", "garbled",
)  # fmt: skip
"""At most one of them meets a request for a refund; `before` is without the effect, `after` with it."""

QUESTION_FAULTS = ("read_timeout", "read_error", "read_reset", "read_rate_limited", "read_slow", "read_garbled")
COURSES = ("decline", "pending", "pending_fail", "fail_later", "waits_for_funds")
"""At most one of them is the course of a refund; none is paid at once."""

WEBHOOK_FAULTS = ("twice", "lost", "late", "stale", "wrong_signature", "changed_amount")
"""Any of them may meet a webhook. The last three are copies beside it; `stale` is one that was signed days ago."""

BROWNOUTS = {
    "": ("", ""),
    "timeouts": ("timeout_after", "read_timeout"),
    "unavailable": ("error_before", "read_error"),
    "storm": ("rate_limited", "read_rate_limited"),
    "slow": ("slow", "read_slow"),
    "silent": ("timeout_before", "read_timeout"),
}
"""What meets every call, and every question, while it lasts."""

DAY_SECONDS = 24 * 60 * 60
KEYS_LIVE = {"stripe": DAY_SECONDS, "paypal": 45 * DAY_SECONDS, "adyen": 7 * DAY_SECONDS}


class WrongRules(ValueError):
    """Nobody can go by these rules; the message says why."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How one gateway behaves. Every name is one of the control's and of the command line's fault file."""

    latency_ms: float = 0
    brownout: str = ""
    key_life_seconds: float = DAY_SECONDS

    timeout_before: float = 0
    timeout_after: float = 0
    error_before: float = 0
    error_after: float = 0
    reset_before: float = 0
    reset_after: float = 0
    rate_limited: float = 0
    conflict: float = 0
    slow: float = 0
    garbled: float = 0

    decline: float = 0
    pending: float = 0
    pending_fail: float = 0
    fail_later: float = 0
    waits_for_funds: float = 0
    decline_as: str = ""

    read_timeout: float = 0
    read_error: float = 0
    read_reset: float = 0
    read_rate_limited: float = 0
    read_slow: float = 0
    read_garbled: float = 0

    webhook_twice: float = 0
    webhook_lost: float = 0
    webhook_late: float = 0
    webhook_stale: float = 0
    webhook_wrong_signature: float = 0
    webhook_changed_amount: float = 0

    retry_after_seconds: int = 1
    hold_ms: float = 60_000
    slow_ms: float = 5_000
    outcome_ms: float = 100
    fail_later_ms: float = 1_000
    webhook_ms: float = 20
    webhook_shuffle_ms: float = 0
    webhook_late_ms: float = 30_000
    webhook_retry_ms: float = 500
    webhook_tries: int = 40
    lost_again_ms: float = 0


def usual(gateway: str) -> Rules:
    """What holds where nothing else is said."""
    return Rules(key_life_seconds=KEYS_LIVE[gateway])


SHARES = (*CALL_FAULTS, *QUESTION_FAULTS, *COURSES, *(f"webhook_{fault}" for fault in WEBHOOK_FAULTS))
TEXTS = ("brownout", "decline_as")

NAMED: dict[str, dict[str, Any]] = {
    "none": {},
    "chaos": {
        "timeout_after": 0.05, "error_before": 0.025, "error_after": 0.025, "reset_before": 0.01, "reset_after": 0.01,
        "rate_limited": 0.02, "decline": 0.02, "webhook_twice": 0.03, "webhook_lost": 0.02, "webhook_shuffle_ms": 2_000,
    },
}  # fmt: skip
"""`chaos` is run R1 of the plan."""


def changed(rules: Rules, changes: Mapping[str, Any]) -> Rules:
    """Change some of the rules; raise WrongRules for what is none."""
    known = asdict(rules)
    for name, value in changes.items():
        if name not in known:
            raise WrongRules(f"{name} is no rule; the rules are {', '.join(known)}")
        if name in TEXTS:
            if not isinstance(value, str) or (name == "brownout" and value not in BROWNOUTS):
                raise WrongRules(f"{name} cannot be {value!r}")
        elif isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise WrongRules(f"{name} must be a number of at least 0")
        elif name in SHARES and value > 1:
            raise WrongRules(f"{name} is a share of at most 1")
    return replace(rules, **changes)


class Chance:
    """Draws from the seed alone: the same question always gets the same answer."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._seen: Counter[str] = Counter()

    def number(self, gateway: str, about: str) -> int:
        """Count the requests about something, from 1."""
        self._seen[f"{gateway}/{about}"] += 1
        return self._seen[f"{gateway}/{about}"]

    def share(self, *about: object) -> float:
        """Return a number from 0 to below 1."""
        told = "/".join(map(str, (self._seed, *about)))
        return int.from_bytes(blake2b(told.encode(), digest_size=8).digest()) / 2**64

    def one_of(self, rules: Rules, names: tuple[str, ...], *about: object) -> str:
        """Choose at most one, each by its own share; "" for none."""
        likely = [(name, share) for name in names if (share := getattr(rules, name))]
        drawn = self.share(*about) if likely else 0
        for name, share in likely:
            drawn -= share
            if drawn < 0:
                return name
        return ""

    def happens(self, share: float, *about: object) -> bool:
        return share > 0 and self.share(*about) < share
