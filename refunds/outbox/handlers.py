"""The socket: who works off which topic. Filled by each room in AppConfig.ready()."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial

from refunds.models import WorkOrder
from refunds.outbox.lease import lease_due

ORDERS_AT_ONCE = 32

Handler = Callable[[Sequence[WorkOrder]], None]
"""Works off leased orders of one topic. Must finish, postpone or park each; what it leaves is leased again."""

Round = Callable[[str, float], int]
"""Leases and works off orders, in a worker's name, until none is due or `time.monotonic()` says that the round is over.

Returns how many it took.
"""

_rounds: dict[str, Round] = {}


def handle(topic: str, handler: Handler) -> None:
    """Let a topic be worked off batch by batch."""
    handle_rounds(topic, partial(_in_batches, topic, handler))


def handle_rounds(topic: str, work: Round) -> None:
    """Let a topic lease for itself."""
    _rounds[topic] = work


def round_of(topic: str) -> Round:
    return _rounds[topic]


def topics() -> list[str]:
    return sorted(_rounds)


def _in_batches(topic: str, handler: Handler, worker: str, stop_at: float) -> int:
    worked = 0
    while time.monotonic() < stop_at and (orders := lease_due(topic, worker, ORDERS_AT_ONCE)):
        handler(orders)
        worked += len(orders)
    return worked
