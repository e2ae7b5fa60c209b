"""What an operator asks: what waits, what is stuck, who is alive, how the gateways answer. Reads only, by index."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import redis
from django.conf import settings
from django.db.models import Min, Q, QuerySet
from django.db.models.functions import Now

from customers.models import Message, SignOfLife
from customers.signs_of_life import JOB, WORKER
from refunds.actions.settle import CHECKS_BEFORE_A_PERSON
from refunds.models import OperationEvent, RefundAttempt, WorkOrder

COUNTED_UP_TO = 10_000
"""Beyond that a number tells an operator nothing more."""

QUEUES = ("money", "mail", "default")
BROKER_SECONDS = 1
SHOWN_SIGNS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One kind of work: how much is in each state, and since when the oldest waits."""

    topic: str
    due: int
    leased: int
    parked: int
    oldest_due_at: datetime | None


def queue_lengths() -> dict[str, int] | None:
    """Messages that wait in the broker, by queue; None while it does not answer."""
    line = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=BROKER_SECONDS, socket_connect_timeout=BROKER_SECONDS
    )
    try:
        return {name: int(line.llen(f"{settings.QUEUE_PREFIX}{name}")) for name in QUEUES}
    except redis.RedisError:
        return None
    finally:
        line.close()


def waiting_work() -> list[Waiting]:
    """Orders by topic. Only what is not done is looked at."""
    State = WorkOrder.State
    counts: dict[str, dict[str, int]] = {}
    for state in (State.DUE, State.LEASED, State.PARKED):
        for topic in WorkOrder.objects.filter(state=state).values_list("topic", flat=True)[:COUNTED_UP_TO]:
            counts.setdefault(topic, dict.fromkeys(State.values, 0))[state] += 1
    overdue = WorkOrder.objects.filter(state=State.DUE, due_at__lte=Now())
    oldest = dict(overdue.values_list("topic").annotate(at=Min("due_at")))
    return [
        Waiting(topic, found[State.DUE], found[State.LEASED], found[State.PARKED], oldest.get(topic))
        for topic, found in sorted(counts.items())
    ]


def parked_orders() -> QuerySet[WorkOrder]:
    return WorkOrder.objects.filter(state=WorkOrder.State.PARKED)


def unanswered_attempts() -> QuerySet[RefundAttempt]:
    """Tries whose answer never came, though the gateway was asked again and again, or whose key is too old by now."""
    needs_a_person = Q(checks__gte=CHECKS_BEFORE_A_PERSON) | ~Q(refund__attention="")
    rows = RefundAttempt.objects.filter(needs_a_person, state=RefundAttempt.State.UNKNOWN)
    return rows.select_related("refund").defer("body", "answer")


def running_orders() -> QuerySet[WorkOrder]:
    return WorkOrder.objects.filter(state=WorkOrder.State.LEASED)


def failed_letters() -> QuerySet[Message]:
    return Message.objects.filter(state=Message.State.FAILED).defer("body_text", "body_html")


def acts() -> QuerySet[OperationEvent]:
    """What operators did, with their words."""
    return OperationEvent.objects.all()


def signs_of_life(now: datetime) -> dict[str, list[SignOfLife]]:
    """Workers and periodic jobs that were heard of within a day."""
    found = list(SignOfLife.objects.filter(seen_at__gt=now - SHOWN_SIGNS).order_by("name"))
    return {kind: [sign for sign in found if sign.kind == kind] for kind in (WORKER, JOB)}


def house() -> dict[str, Any]:
    """The version that runs, and the disk below the data folder, in whole GB."""
    disk = shutil.disk_usage(settings.DATA_DIR if settings.DATA_DIR.exists() else "/")
    return {
        "version": settings.VERSION,
        "disk_free_gb": disk.free // 10**9,
        "disk_total_gb": disk.total // 10**9,
        "disk_used_percent": 100 * disk.used // disk.total,
    }
