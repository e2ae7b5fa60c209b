"""Putting work into the outbox, inside the deciding transaction, and waking a worker after its commit."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from customers import clock, doorbell
from customers.correlation import correlation_id
from customers.together import add
from refunds.crash_points import crash_point
from refunds.models import WorkOrder

WORK_DUE_ORDERS = "refunds.tasks.work_due_orders"


def enqueue(topic: str, key: str, payload: dict, due_at: datetime | None = None, *, account: str = "") -> WorkOrder:
    """Write a work order, for a gateway account if its work goes through one.

    The same topic and key twice is a mistake and raises IntegrityError.
    """
    order = add(
        WorkOrder(
            topic=topic,
            key=key,
            payload=payload,
            account=account,
            due_at=due_at or clock.now(),
            correlation_id=correlation_id(),
        )
    )
    if due_at is None:
        wake_after_commit()
    return order


def wake_after_commit() -> None:
    """Let a worker look at once when this transaction has become true."""
    transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    doorbell.ring(WORK_DUE_ORDERS)
    crash_point("doorbell_rung")
