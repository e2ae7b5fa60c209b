"""What an operator asks: what waits, what is stuck, who is alive, how the gateways answer. Reads only, by index."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import redis
from django.conf import settings
from django.db import connection
from django.db.models import Min, QuerySet
from django.db.models.functions import Now

from customers.models import Message, SignOfLife
from customers.signs_of_life import JOB, WORKER
from refunds.models import OperationEvent, RefundAttempt, WorkOrder

COUNTED_UP_TO = 10_000
"""Beyond that a number tells an operator nothing more."""

QUEUES = ("money", "mail", "default")
BROKER_SECONDS = 1
SHOWN_SIGNS = timedelta(days=1)
LATEST_ANSWERS = 1000
"""The middle answer time is that of the latest so many."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One kind of work: how much is in each state, and since when the oldest waits."""

    topic: str
    due: int
    leased: int
    parked: int
    oldest_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class GatewayHealth:
    """One account. Shares are whole per mille of the attempts sent in that time; None where none was."""

    account: str
    gateway: str
    last_success_at: datetime | None
    sent_last_hour: int
    failed_last_hour: int
    sent_last_day: int
    failed_last_day: int
    median_answer_ms: int | None

    @property
    def failure_rate_hour(self) -> str:
        return _percent(self.failed_last_hour, self.sent_last_hour)

    @property
    def failure_rate_day(self) -> str:
        return _percent(self.failed_last_day, self.sent_last_day)


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


def gateway_health(now: datetime) -> list[GatewayHealth]:
    """Every account that is set up, from the attempts of the last day."""
    return [_health(account, config["gateway"], now) for account, config in settings.GATEWAY_ACCOUNTS.items()]


def _health(account: str, gateway: str, now: datetime) -> GatewayHealth:
    with connection.cursor() as cursor:
        cursor.execute(
            _HEALTH, {"account": account, "now": now, "failed": RefundAttempt.State.FAILED, "latest": LATEST_ANSWERS}
        )
        return GatewayHealth(account, gateway, *cursor.fetchone())


_HEALTH = """
    WITH sent AS (
        SELECT state, sent_at > %(now)s - interval '1 hour' AS this_hour FROM refunds_refundattempt
        WHERE gateway_account = %(account)s AND sent_at > %(now)s - interval '1 day'
    ), answers AS (
        SELECT extract(epoch FROM answered_at - sent_at) AS seconds FROM refunds_refundattempt
        WHERE gateway_account = %(account)s AND answered_at > %(now)s - interval '1 day'
        ORDER BY answered_at DESC LIMIT %(latest)s
    )
    SELECT (SELECT answered_at FROM refunds_refundattempt
            WHERE gateway_account = %(account)s AND answered_at IS NOT NULL AND state <> %(failed)s
            ORDER BY answered_at DESC LIMIT 1),
        count(*) FILTER (WHERE this_hour), count(*) FILTER (WHERE this_hour AND state = %(failed)s),
        count(*), count(*) FILTER (WHERE state = %(failed)s),
        (SELECT (1000 * percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds))::int FROM answers)
    FROM sent
"""


def house() -> dict[str, Any]:
    """The version that runs, and the disk below the data folder, in whole GB."""
    disk = shutil.disk_usage(settings.DATA_DIR if settings.DATA_DIR.exists() else "/")
    return {
        "version": settings.VERSION,
        "disk_free_gb": disk.free // 10**9,
        "disk_total_gb": disk.total // 10**9,
        "disk_used_percent": 100 * disk.used // disk.total,
    }


def _percent(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)}\u202f%" if whole else "–"
