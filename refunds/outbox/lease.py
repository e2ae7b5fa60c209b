"""Leasing: a worker takes due orders for a while. No lock is held over a call; an expired lease is taken again.

Times are the database's own, so that a worker's wrong clock cannot take an order twice.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from refunds.models import WorkOrder


def lease_due(topic: str, worker: str, limit: int) -> list[WorkOrder]:
    """Take up to `limit` due or abandoned orders of a topic, oldest first."""
    State = WorkOrder.State
    takable = Q(state=State.DUE, due_at__lte=Now()) | Q(state=State.LEASED, leased_until__lt=Now())
    with transaction.atomic():
        orders = list(
            WorkOrder.objects.select_for_update(skip_locked=True)
            .filter(takable, topic=topic)
            .order_by("due_at", "id")[:limit]
        )
        WorkOrder.objects.filter(pk__in=[order.pk for order in orders]).update(
            state=State.LEASED,
            leased_by=worker,
            leased_until=Now() + timedelta(seconds=settings.ORDER_LEASE_SECONDS),
            tries=F("tries") + 1,
        )
    for order in orders:
        order.state, order.leased_by, order.tries = State.LEASED, worker, order.tries + 1
    return orders


def finish(*orders: WorkOrder) -> None:
    """Mark orders done. Call it inside the transaction that does their work."""
    WorkOrder.objects.filter(pk__in=[order.pk for order in orders]).update(
        state=WorkOrder.State.DONE, done_at=Now(), leased_until=None
    )


def postpone(order: WorkOrder, seconds: float, why: str) -> None:
    """Give an order back, due again in a while."""
    WorkOrder.objects.filter(pk=order.pk).update(
        state=WorkOrder.State.DUE,
        due_at=Now() + timedelta(seconds=seconds),
        leased_until=None,
        last_error=why[:500],
    )


def park(order: WorkOrder, why: str) -> None:
    """Put an order before a person."""
    WorkOrder.objects.filter(pk=order.pk).update(state=WorkOrder.State.PARKED, leased_until=None, last_error=why[:500])


def take_back(topic: str, key: str) -> bool:
    """Withdraw an order that no worker holds; False when it is too late. Call it inside a transaction."""
    withdrawable = (WorkOrder.State.DUE, WorkOrder.State.PARKED)
    order = WorkOrder.objects.select_for_update().filter(topic=topic, key=key, state__in=withdrawable).first()
    if order is None:
        return False
    finish(order)
    return True
