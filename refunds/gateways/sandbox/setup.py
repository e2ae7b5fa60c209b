"""What one sandbox account runs on: its books, its clock and its knobs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from customers import clock
from refunds.gateways.sandbox.record import Record

DAY_SECONDS = 24 * 60 * 60

KNOBS: dict[str, int] = {
    "latency_ms": 0,  # before every answer
    "slow_ms": 2000,  # more, when it is told to be slow
    "silence_ms": 0,  # how long it lets us wait before we give up
    "idempotency_seconds": DAY_SECONDS,
    "pending_seconds": 30,  # until a pending refund ends by itself
    "fail_later_seconds": 3 * DAY_SECONDS,  # until the money comes back
    "response_seconds": 14 * DAY_SECONDS,  # what a dispute leaves for an answer
    "decision_seconds": 30,  # until evidence that decides a dispute has decided it
    "webhook_seconds": 1,  # from the event to its webhook
    "webhook_late_seconds": 5 * 60,
    "webhook_retry_seconds": 60,  # until one that was not taken is offered again
    "seed": 0,
}
"""Every number that can be set in the account's configuration, and what holds if it is not."""


@dataclass(frozen=True)
class Setup:
    """One account. `weights` maps behaviours to whole-number weights; empty, it always behaves well."""

    account: str
    record: Record
    knobs: Mapping[str, int]
    weights: Mapping[str, int]
    secrets: tuple[str, ...]
    now: Callable[[], datetime] = clock.now

    @classmethod
    def from_config(cls, account: str, config: Mapping[str, Any]) -> Setup:
        return cls(
            account=account,
            record=Record(config["database"]),
            knobs={name: int(config.get(name, standard)) for name, standard in KNOBS.items()},
            weights=dict(config.get("weights") or {}),
            secrets=tuple(config["webhook_secrets"]),
            now=config.get("clock") or clock.now,
        )

    def span(self, knob: str) -> timedelta:
        return timedelta(seconds=self.knobs[knob])
