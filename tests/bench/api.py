"""Refunds created per second over HTTP, beside a bare view that writes the same rows, and beside pgbench."""

from __future__ import annotations

import itertools
import os
from collections import defaultdict
from collections.abc import Iterator
from statistics import median

from django.db import connection

from tests.bench import http_load, pgbench, shop
from tests.bench.table import Row, ratio, seen
from tests.faults.house import House

CONCURRENCIES = (1, 8, 32)
PORTS = (8710, 8711)
PAYMENTS = 6000
AIM = 0.5

TABLES = (
    "customers_idempotentanswer", "refunds_refund", "refunds_refundline", "refunds_historicalrefund",
    "refunds_policydecision", "refunds_refundevent", "customers_message",
)  # fmt: skip


def measure(house: House, rounds: int, seconds: float) -> list[Row]:
    key, asks = shop.api_key(), _asks(shop.payments(PAYMENTS, "api"))
    shop.tell_sandbox("api", PAYMENTS)
    shop.analyze()
    ours, bare = PORTS
    log = str(house.folder / "web.log")
    script = house.folder / "refund.sql"
    bare_environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "tests.bench.bare_settings", "DATABASE_POOL_SIZE": "8",
    }  # fmt: skip
    paces: dict[tuple[str, int], list[float]] = defaultdict(list)
    times: dict[int, list[float]] = defaultdict(list)
    with (
        http_load.served("config.wsgi:application", ours, dict(os.environ), log),
        http_load.served("django.core.wsgi:get_wsgi_application()", bare, bare_environment, log),
    ):
        http_load.pace(ours, "/api/v1/refunds/", lambda: next(asks), 4, 1, key)
        http_load.pace(bare, "/bare/", lambda: next(asks), 4, 1)
        _same_rows(ours, bare, key, asks)
        pgbench.write_script(script, "PM-api-%")
        for _, programs in itertools.product(range(rounds), CONCURRENCIES):
            pace, p95 = http_load.pace(ours, "/api/v1/refunds/", lambda: next(asks), programs, seconds, key)
            paces["api", programs].append(pace)
            times[programs].append(p95)
            paces["bare", programs].append(http_load.pace(bare, "/bare/", lambda: next(asks), programs, seconds)[0])
            paces["pgbench", programs].append(pgbench.pace(house, script, programs, seconds))
    return [row for programs in CONCURRENCIES for row in _rows(paces, times, programs)]


def _rows(paces: dict, times: dict, programs: int) -> Iterator[Row]:
    ours, bare, floor = (paces[kind, programs] for kind in ("api", "bare", "pgbench"))
    against_bare, against_floor = ratio(ours, bare), ratio(ours, floor)
    yield Row(
        f"refunds created, API, {programs} at once",
        f"{seen(ours)} p95 {median(times[programs]):.0f} ms",
        f"bare DRF view, same rows: {seen(bare)}",
        f"{against_bare:.2f}",
        f">= {AIM}",
        against_bare >= AIM,
    )
    yield Row("", "", f"pgbench, same rows: {seen(floor)}", f"{against_floor:.2f}")


def _asks(payments: list[tuple[str, int]]) -> Iterator[dict]:
    """One unit of three of each payment in turn; it waits for a person. Several threads may take from it at once."""
    return itertools.cycle(
        [
            {"payment": reference, "reason": "damaged", "lines": [{"line_id": line, "quantity": 1}]}
            for reference, line in payments
        ]
    )


def _same_rows(ours: int, bare: int, key: str, asks: Iterator[dict]) -> None:
    """The comparison is only fair while both write as many rows into the same tables."""
    before = _counted()
    http_load.pace(ours, "/api/v1/refunds/", lambda: next(asks), 1, 0, key)
    between = _counted()
    http_load.pace(bare, "/bare/", lambda: next(asks), 1, 0)
    after = _counted()
    assert _grown(before, between) == _grown(between, after), (_grown(before, between), _grown(between, after))


def _counted() -> dict[str, int]:
    with connection.cursor() as cursor:
        counts = {}
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts[table] = cursor.fetchone()[0]
        return counts


def _grown(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    return {table: after[table] - before[table] for table in after}
