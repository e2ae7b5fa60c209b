"""How long pages take and what they ask the database, over rows drawn from all over a table."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from http import HTTPStatus
from random import Random
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

CALLS = 12
WARM_UP = 2
COUNTED = 4

Words = Callable[[], str]
Call = Callable[[], Callable[[], HttpResponse]]
"""Prepares a call, which is then measured alone."""


def drawn(rng: Random, model: Any) -> list[Any]:
    """Rows from all over the table, found by their numbers."""
    first, last = model.objects.order_by("pk").first().pk, model.objects.order_by("-pk").first().pk
    rows = (model.objects.filter(pk__gte=rng.randint(first, last)).order_by("pk").first() for _ in range(40))
    return [row for row in rows if row is not None]


def keys_of(rng: Random, rows: Sequence[Any], moment: str) -> Words:
    def write() -> str:
        row = rng.choice(rows)
        at = getattr(row, moment)
        return f"{int(at.timestamp()) * 1_000_000 + at.microsecond}-{row.pk}"

    return write


def measured(client: Client, address: Words) -> dict[str, Any]:
    def call() -> Callable[[], HttpResponse]:
        url = address()
        return lambda: client.get(url)

    return measured_calls(call)


def measured_calls(prepared: Call) -> dict[str, Any]:
    """Milliseconds of each call, and the most queries that one of them sent."""
    took = []
    for nth in range(WARM_UP + CALLS):
        call = prepared()
        began = time.perf_counter()
        answer = call()
        ms = 1000 * (time.perf_counter() - began)
        if answer.status_code not in (HTTPStatus.OK, HTTPStatus.NO_CONTENT):
            raise SystemExit(f"{getattr(answer, 'request', {}).get('PATH_INFO')} answered {answer.status_code}")
        if nth >= WARM_UP:
            took.append(ms)
    counted = [_queries(prepared()) for _ in range(COUNTED)]
    return {"ms": took, "queries": max(counted)}


def _queries(call: Callable[[], HttpResponse]) -> int:
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)
