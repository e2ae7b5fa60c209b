"""Two doors for machines: is the process alive, and may it be given work."""

from __future__ import annotations

from collections.abc import Callable

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from customers.signs_of_life import JOB, WORKER, last_sign
from refunds.actions.webhook_moves import PROCESS_WEBHOOKS
from refunds.models import GatewayAccount, WorkOrder


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when every part is well, else 503; the body says which part is not."""
    report = {name: probe() for name, probe in PROBES.items()}
    ready = all(part["ok"] for part in report.values())
    return JsonResponse({"ready": ready, "parts": report}, status=200 if ready else 503)


def _database() -> dict[str, object]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return {"ok": True}
    except DatabaseError:
        return {"ok": False, "message": "The database does not answer."}


def _broker() -> dict[str, object]:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
    try:
        return {"ok": bool(client.ping())}
    except redis.RedisError:
        return {
            "ok": False,
            "message": "The broker does not answer. Decisions are kept, money goes out later.",
        }
    finally:
        client.close()


def _outbox() -> dict[str, object]:
    """Age of the oldest due order: old ones mean that workers or beat are gone.

    What a person keeps waiting is not late.
    """
    paused = GatewayAccount.objects.filter(state=GatewayAccount.State.PAUSED).values("name")
    try:
        due = WorkOrder.objects.filter(state=WorkOrder.State.DUE).exclude(account__in=paused)
        oldest = due.aggregate(at=Min("due_at"))["at"]
    except DatabaseError:
        return {"ok": False, "message": "The database does not answer."}
    seconds = max(0, int((timezone.now() - oldest).total_seconds())) if oldest else 0
    return {"ok": seconds <= settings.OLDEST_DUE_ORDER_SECONDS, "oldest_due_order_seconds": seconds}


def _migrations() -> dict[str, object]:
    """Whether the tables are those that this code was written for. Asked until it is so once."""
    try:
        missing = 0 if _up_to_date else _migrations_to_apply()
    except DatabaseError:
        return {"ok": False, "message": "The database does not answer."}
    if missing:
        return {
            "ok": False,
            "message": "The tables are older than the code: run manage.py migrate.",
            "missing": missing,
        }
    _up_to_date.add(True)
    return {"ok": True}


_up_to_date: set[bool] = set()


def _migrations_to_apply() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _worker() -> dict[str, object]:
    return _heard_of(WORKER, silence="No worker works.")


def _webhooks() -> dict[str, object]:
    return _heard_of(JOB, PROCESS_WEBHOOKS, silence="Nobody works off webhooks: run a worker for the queue webhooks.")


def _heard_of(kind: str, name: str = "", *, silence: str) -> dict[str, object]:
    """Age of the last sign of life. A house where nobody has worked yet is new, not ill."""
    try:
        seen_at = last_sign(kind, name)
    except DatabaseError:
        return {"ok": False, "message": "The database does not answer."}
    if seen_at is None:
        return {"ok": True, "message": "No worker has been seen yet."}
    seconds = max(0, int((timezone.now() - seen_at).total_seconds()))
    if seconds <= settings.WORKER_SILENCE_SECONDS:
        return {"ok": True, "last_sign_seconds": seconds}
    return {"ok": False, "message": silence, "last_sign_seconds": seconds}


Probe = Callable[[], dict[str, object]]
PROBES: dict[str, Probe] = {
    "database": _database,
    "migrations": _migrations,
    "broker": _broker,
    "outbox": _outbox,
    "worker": _worker,
    "webhooks": _webhooks,
}
