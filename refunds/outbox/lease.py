"""Leasing: a worker takes due orders for a while. No lock is held over a call; an expired lease is taken again.

Times are the database's own, so that a worker's wrong clock cannot take an order twice.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from refunds.models import WorkOrder

MOST_ABANDONED = 1000


def open_lanes(topic: str) -> list[str]:
    """The gateway accounts that have orders of a topic and are not paused; "" for orders that go through none.

    Skips from account to account in the index: how many orders one of them has does not matter.
    """
    _take_back_abandoned(topic)
    with connection.cursor() as cursor:
        cursor.execute(_LANES, {"topic": topic})
        return [account for (account,) in cursor.fetchall()]


def has_due() -> bool:
    """Whether any order waits to be worked off now."""
    return WorkOrder.objects.filter(state=WorkOrder.State.DUE, due_at__lte=Now()).exists()


def lease_due(topic: str, worker: str, limit: int, account: str | None = None) -> list[WorkOrder]:
    """Take up to `limit` due orders of a topic, oldest first; with `account` only those of this lane."""
    if account is None:
        _take_back_abandoned(topic)
    State = WorkOrder.State
    lane = {} if account is None else {"account": account}
    with transaction.atomic():
        orders = list(
            WorkOrder.objects.select_for_update(skip_locked=True)
            .filter(topic=topic, state=State.DUE, due_at__lte=Now(), **lane)
            .order_by("due_at", "id")[:limit]
        )
        WorkOrder.objects.filter(pk__in=[order.pk for order in orders]).update(
            state=State.LEASED,
            leased_by=worker,
            leased_until=Now() + timedelta(seconds=settings.ORDER_LEASE_SECONDS),
            tries=F("tries") + 1,
            waits_for_funds=False,
        )
    for order in orders:
        order.state, order.leased_by, order.tries = State.LEASED, worker, order.tries + 1
    return orders


def give_back(order: WorkOrder, why: str) -> None:
    """Give an order back as it was: its lane was closed in the meantime."""
    postpone(order, 0, why)


def wait_for_funds(order: WorkOrder, seconds: float, why: str) -> None:
    """Give an order back that its gateway cannot pay now."""
    postpone(order, seconds, why)
    WorkOrder.objects.filter(pk=order.pk).update(waits_for_funds=True)


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


def bring_forward(topic: str, keys: Collection[str]) -> int:
    """Let orders that were given back be due now; how many. Those that wait for funds go on waiting."""
    waiting = WorkOrder.objects.filter(topic=topic, key__in=keys, state=WorkOrder.State.DUE, waits_for_funds=False)
    return waiting.filter(due_at__gt=Now()).update(due_at=Now())


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


def _take_back_abandoned(topic: str) -> None:
    """Let orders be due again whose worker died: it never claimed them, or they would be done."""
    State = WorkOrder.State
    abandoned = WorkOrder.objects.select_for_update(skip_locked=True).filter(
        topic=topic, state=State.LEASED, leased_until__lt=Now()
    )
    with transaction.atomic():
        if found := list(abandoned.values_list("pk", flat=True)[:MOST_ABANDONED]):
            WorkOrder.objects.filter(pk__in=found, state=State.LEASED).update(state=State.DUE, leased_until=None)


_LANES = """
    WITH RECURSIVE lane AS (
        (SELECT account FROM refunds_workorder WHERE topic = %(topic)s AND state = 'due' ORDER BY account LIMIT 1)
        UNION ALL
        SELECT (SELECT w.account FROM refunds_workorder w
                WHERE w.topic = %(topic)s AND w.state = 'due' AND w.account > lane.account
                ORDER BY w.account LIMIT 1)
        FROM lane WHERE lane.account IS NOT NULL
    )
    SELECT account FROM lane WHERE account IS NOT NULL
        AND account NOT IN (SELECT name FROM refunds_gatewayaccount WHERE state = 'paused')
"""
