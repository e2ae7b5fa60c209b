"""Numbers for Prometheus: what stands in the database, read when it is asked for, and the requests of this machine.

State is read from the database by indexes, so it is the same whichever process answers, and nothing is counted that
could be millions: what is finished is counted per day from the indexes of the last day only. Requests are counted by
each process into PROMETHEUS_MULTIPROC_DIR, where it is set, and put together here.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from hmac import compare_digest
from ipaddress import ip_address, ip_network
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from config.request_counts import REQUESTS
from customers import clock
from refunds.gateway_health import gateway_health
from reporting.operations import COUNTED_UP_TO


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer in Prometheus' text format, to whom METRICS_TOKEN or METRICS_ADDRESSES lets in."""
    if not _is_let_in(request):
        return HttpResponse("Not for you.\n", status=403, content_type="text/plain")
    registry = CollectorRegistry()
    registry.register(Database())
    own = generate_latest(registry)
    return HttpResponse(own + _requests(), content_type=CONTENT_TYPE_LATEST)


def _is_let_in(request: HttpRequest) -> bool:
    word, _space, token = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and word.lower() == "bearer":
        return compare_digest(token.strip().encode(), settings.METRICS_TOKEN.encode())
    if settings.METRICS_ADDRESSES:
        return _is_known(str(get_adapter().get_client_ip(request)))
    return not settings.METRICS_TOKEN and not settings.PRODUCTION


def _is_known(address: str) -> bool:
    try:
        place = ip_address(address)
        return any(place in ip_network(known, strict=False) for known in settings.METRICS_ADDRESSES)
    except ValueError:
        return False


def _requests() -> bytes:
    """Of all processes on this machine, or of this one where they share no folder."""
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        together = CollectorRegistry()
        MultiProcessCollector(together)
        return generate_latest(together)
    alone = CollectorRegistry()
    alone.register(REQUESTS)
    return generate_latest(alone)


class Database(Collector):
    """One short query for each number, and one for each gateway account."""

    def collect(self) -> Iterator[Metric]:
        yield from self._state()
        yield from self._gateways()

    def _state(self) -> Iterator[Metric]:
        for name, text, labels, sql in GAUGES:
            gauge = GaugeMetricFamily(f"recourse_{name}", text, labels=labels)
            for *said, value in _rows(sql):
                gauge.add_metric([str(label) for label in said], float(value or 0))
            yield gauge

    def _gateways(self) -> Iterator[Metric]:
        sent = GaugeMetricFamily(
            "recourse_attempts_sent",
            "Attempts sent to a gateway, and those it refused.",
            labels=["account", "result", "within"],
        )
        answered = GaugeMetricFamily(
            "recourse_gateway_answer_seconds", "The middle time to a gateway's first answer today.", labels=["account"]
        )
        success = GaugeMetricFamily(
            "recourse_gateway_last_success_timestamp_seconds", "When a gateway last took a refund.", labels=["account"]
        )
        for health in gateway_health(clock.now()):
            for within, all_sent, refused in (
                ("hour", health.sent_last_hour, health.failed_last_hour),
                ("day", health.sent_last_day, health.failed_last_day),
            ):
                sent.add_metric([health.account, "sent", within], all_sent)
                sent.add_metric([health.account, "refused", within], refused)
            if health.median_answer_ms is not None:
                answered.add_metric([health.account], health.median_answer_ms / 1000)
            if health.last_success_at is not None:
                success.add_metric([health.account], health.last_success_at.timestamp())
        yield from (sent, answered, success)


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


_OPEN_STATES = ("requested", "under_review", "needs_info", "approved", "processing", "failed")
_OPEN_REFUNDS = " UNION ALL ".join(
    f"SELECT '{state}', (SELECT count(*) FROM (SELECT 1 FROM refunds_refund WHERE state = '{state}'"  # noqa: S608
    f" LIMIT {COUNTED_UP_TO}) AS counted)"
    for state in _OPEN_STATES
)
_AGE = "coalesce(extract(epoch FROM now() - min({})), 0)"

Gauge = tuple[str, str, list[str], str]
GAUGES: list[Gauge] = [
    (
        "refunds",
        f"Refunds that have not ended, by state; counted up to {COUNTED_UP_TO:,}.",
        ["state"],
        _OPEN_REFUNDS,
    ),
    (
        "refunds_finished_last_day",
        "Refunds that ended within 24 hours, by state.",
        ["state"],
        "SELECT state, count(*) FROM refunds_refund WHERE finished_at > now() - interval '1 day' GROUP BY state",
    ),
    (
        "refunds_needing_attention",
        "Refunds before a person because the machine can do no more.",
        [],
        f"SELECT count(*) FROM (SELECT 1 FROM refunds_refund WHERE attention <> '' LIMIT {COUNTED_UP_TO}) AS counted",  # noqa: S608
    ),
    (
        "work_orders",
        "Work orders that are not done, by topic and state.",
        ["topic", "state"],
        "SELECT topic, 'due', count(*) FROM refunds_workorder WHERE state = 'due' GROUP BY topic"
        " UNION ALL SELECT topic, 'leased', count(*) FROM refunds_workorder WHERE state = 'leased' GROUP BY topic"
        " UNION ALL SELECT topic, 'parked', count(*) FROM refunds_workorder WHERE state = 'parked' GROUP BY topic",
    ),
    (
        "work_order_oldest_due_seconds",
        "How long the oldest work order has been due, those of paused accounts aside.",
        [],
        f"SELECT greatest(0, {_AGE.format('due_at')}) FROM refunds_workorder"  # noqa: S608
        " WHERE state = 'due' AND due_at <= now()"
        " AND account NOT IN (SELECT name FROM refunds_gatewayaccount WHERE state = 'paused')",
    ),
    (
        "work_order_oldest_parked_seconds",
        "Age of the oldest work order before a person.",
        [],
        f"SELECT {_AGE.format('created_at')} FROM refunds_workorder WHERE state = 'parked'",  # noqa: S608
    ),
    (
        "attempts_open",
        "Attempts that have not ended, by account and state.",
        ["account", "state"],
        "SELECT gateway_account, state, count(*) FROM refunds_refundattempt WHERE next_check_at IS NOT NULL"
        " GROUP BY gateway_account, state",
    ),
    (
        "webhooks",
        "Stored webhooks that are not worked off, by state.",
        ["state"],
        "SELECT 'received', count(*) FROM refunds_webhookevent WHERE state = 'received'"
        " UNION ALL SELECT state, count(*) FROM refunds_webhookevent WHERE state IN ('parked', 'quarantined')"
        " GROUP BY state",
    ),
    (
        "letters",
        "Letters that wait to be sent or could not be delivered.",
        ["state"],
        " UNION ALL ".join(
            f"SELECT '{state}', (SELECT count(*) FROM (SELECT 1 FROM customers_message WHERE state = '{state}'"  # noqa: S608
            f" LIMIT {COUNTED_UP_TO}) AS counted)"
            for state in ("queued", "failed")
        ),
    ),
    (
        "mails_received_last_day",
        "Mail that came in within 24 hours, by what became of it.",
        ["state"],
        "SELECT state, count(*) FROM customers_receivedmail WHERE received_at > now() - interval '1 day'"
        " GROUP BY state",
    ),
    (
        "sign_of_life_age_seconds",
        "How long ago a worker, or the run of a periodic job, was last heard of.",
        ["kind", "name"],
        "SELECT kind, name, extract(epoch FROM now() - seen_at) FROM customers_signoflife"
        " WHERE seen_at > now() - interval '1 day'",
    ),
]
