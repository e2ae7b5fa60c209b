"""The pages of one shop, each asked for several times with other rows; prints JSON. Run by tests.bench.pages."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from random import Random
from typing import Any
from urllib.parse import urlencode

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from config.gunicorn import settle_memory  # noqa: E402
from customers.models import Customer, Payment, User  # noqa: E402
from refunds.models import Refund, RefundAttempt  # noqa: E402

CALLS = 12
WARM_UP = 2
COUNTED = 4

FILTERED: dict[str, dict[str, str]] = {
    "one reason": {"reason": "damaged"},
    "a rare reason": {"reason": "fraud"},
    "done, one reason": {"state": "completed", "reason": "damaged"},
    "one account": {"account": "sandbox"},
    "one way back": {"rail": "bank_transfer"},
    "one kind of product": {"product_kind": "ticket"},
    "large amounts": {"currency": "EUR", "amount_from": "500"},
    "older than 30 days": {"age": "older_30"},
    "overdue": {"due": "overdue"},
    "undecided, nobody's": {"state": "under_review", "assignee": "nobody"},
    "undecided, one reason": {"state": "under_review", "reason": "damaged"},
}

Words = Callable[[], str]


def main() -> None:
    client = Client(headers={"X-Request-ID": "bench-of-the-pages"})
    client.force_login(User.objects.get(email="lena@recourse.example"))
    client.get(reverse("refunds:queue"))
    settle_memory()
    print(json.dumps({name: _measured(client, addresses) for name, addresses in _pages(Random(7))}))


def _pages(rng: Random) -> Iterator[tuple[str, Words]]:
    """Every kind of page of the desk: its name, and where to find one."""
    refunds, payments, customers = _drawn(rng, Refund), _drawn(rng, Payment), _drawn(rng, Customer)
    attempts, waiting = _drawn(rng, RefundAttempt), _waiting()
    queue = reverse("refunds:queue")

    def named(name: str, of: Sequence[Any]) -> Words:
        return lambda: reverse(name, args=[rng.choice(of).reference])

    def asked(address: str, **said: str | Words) -> Words:
        def write() -> str:
            values = {key: value() if callable(value) else value for key, value in said.items()}
            return f"{address}?{urlencode(values)}"

        return write

    def of(rows: Sequence[Any], field: str) -> Words:
        return lambda: str(getattr(rng.choice(rows), field))

    yield "queue", lambda: queue
    for tab in ("mine", "attention", "customer", "failed", "moving", "done", "all"):
        yield f"queue, tab {tab}", asked(queue, tab=tab)
    yield "queue, deep page", asked(queue, tab="all", after=_keys(rng, refunds, "created_at"))
    yield "queue, deep page backwards", asked(queue, tab="all", before=_keys(rng, refunds, "created_at"))
    yield "queue, deep page of what is due", asked(queue, after=_keys(rng, waiting, "decide_by"))
    for name, said in FILTERED.items():
        yield f"queue, {name}", asked(queue, **said)
    yield "queue, one hint", asked(queue, hint=_each(rng, refunds, "risk_hints"))
    yield "queue, one article", asked(queue, sku=_each(rng, refunds, "skus"))
    yield "queue, one customer", asked(queue, customer=of(customers, "email"))
    yield "case", named("refunds:refund", refunds)
    yield "case, undecided", named("refunds:refund", waiting)
    yield "case, within a list", lambda: f"{named('refunds:refund', waiting)()}?list=tab%3Ddecide"
    yield "search: part of a reference", asked(queue, q=lambda: rng.choice(refunds).reference[:-2])
    yield "search: mail address", asked(queue, q=of(customers, "email"))
    yield "search: name", asked(queue, q=of(customers, "name"))
    yield "search: order", asked(queue, q=of(payments, "order_reference"))
    yield "search: number at the gateway", asked(queue, q=of(attempts, "gateway_reference"))
    yield "search: last four digits", asked(queue, q=of(payments, "card_last4"))
    yield "search: nothing fits", asked(queue, q="zzzz-not-there")
    yield "payments", lambda: reverse("refunds:payments")
    yield "payments, deep page", asked(reverse("refunds:payments"), after=_keys(rng, payments, "captured_at"))
    yield "payments, search by order", asked(reverse("refunds:payments"), q=of(payments, "order_reference"))
    yield "payments, search by mail", asked(reverse("refunds:payments"), q=of(customers, "email"))
    yield "payment", named("refunds:payment", payments)
    yield "customers", lambda: reverse("refunds:customers")
    yield "customers, search by name", asked(reverse("refunds:customers"), q=of(customers, "name"))
    yield "customers, search by mail", asked(reverse("refunds:customers"), q=of(customers, "email"))
    yield "customer", named("refunds:customer", customers)
    yield "mail", lambda: reverse("refunds:mail")
    yield "mail, of one case", asked(reverse("refunds:mail"), q=of(refunds, "reference"))
    yield "mail, of one address", asked(reverse("refunds:mail"), q=of(customers, "email"))
    yield "notices", lambda: reverse("refunds:notices")
    yield "bulk runs", lambda: reverse("refunds:bulk_runs")


def _drawn(rng: Random, model: Any) -> list[Any]:
    """Rows from all over the table, found by their numbers."""
    first, last = model.objects.order_by("pk").first().pk, model.objects.order_by("-pk").first().pk
    rows = (model.objects.filter(pk__gte=rng.randint(first, last)).order_by("pk").first() for _ in range(40))
    return [row for row in rows if row is not None]


def _waiting() -> list[Refund]:
    """Undecided ones, from the first that is due to those on a later page."""
    return list(Refund.objects.filter(state__in=Refund.WAITING).order_by("decide_by", "id")[:200])


def _each(rng: Random, rows: Sequence[Any], field: str) -> Words:
    """One of the words that these rows have; common ones come more often."""
    words = [word for row in rows for word in getattr(row, field)]
    return lambda: rng.choice(words)


def _keys(rng: Random, rows: Sequence[Any], moment: str) -> Words:
    def write() -> str:
        row = rng.choice(rows)
        at = getattr(row, moment)
        return f"{int(at.timestamp()) * 1_000_000 + at.microsecond}-{row.pk}"

    return write


def _measured(client: Client, address: Words) -> dict[str, Any]:
    took = []
    for nth in range(WARM_UP + CALLS):
        url = address()
        began = time.perf_counter()
        answer = client.get(url)
        ms = 1000 * (time.perf_counter() - began)
        if answer.status_code != HTTPStatus.OK:
            raise SystemExit(f"{url} answered {answer.status_code}")
        if nth >= WARM_UP:
            took.append(ms)
    counted = [_queries(client, address()) for _ in range(COUNTED)]
    return {"ms": took, "queries": max(counted)}


def _queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


if __name__ == "__main__":
    main()
