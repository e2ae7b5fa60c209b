"""The pages of one shop, each asked for several times with other rows; prints JSON. Run by tests.bench.pages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any
from urllib.parse import urlencode

import django

django.setup()

from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from config.startup import settle_memory  # noqa: E402
from customers.models import Customer, Payment, User  # noqa: E402
from refunds.models import Refund, RefundAttempt  # noqa: E402
from tests.bench.page_times import Words, drawn, keys_of, measured  # noqa: E402

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


def main() -> None:
    client = Client(headers={"X-Request-ID": "bench-of-the-pages"})
    client.force_login(User.objects.get(email="lena@recourse.example"))
    client.get(reverse("refunds:queue"))
    settle_memory()
    print(json.dumps({name: measured(client, addresses) for name, addresses in _pages(Random(7))}))


def _pages(rng: Random) -> Iterator[tuple[str, Words]]:
    """Every kind of page of the desk: its name, and where to find one."""
    refunds, payments, customers = drawn(rng, Refund), drawn(rng, Payment), drawn(rng, Customer)
    attempts, waiting = drawn(rng, RefundAttempt), _waiting()
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
    yield "queue, deep page", asked(queue, tab="all", after=keys_of(rng, refunds, "created_at"))
    yield "queue, deep page backwards", asked(queue, tab="all", before=keys_of(rng, refunds, "created_at"))
    yield "queue, deep page of what is due", asked(queue, after=keys_of(rng, waiting, "decide_by"))
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
    yield "payments, deep page", asked(reverse("refunds:payments"), after=keys_of(rng, payments, "captured_at"))
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


def _waiting() -> list[Refund]:
    """Undecided ones, from the first that is due to those on a later page."""
    return list(Refund.objects.filter(state__in=Refund.WAITING).order_by("decide_by", "id")[:200])


def _each(rng: Random, rows: Sequence[Any], field: str) -> Words:
    """One of the words that these rows have; common ones come more often."""
    words = [word for row in rows for word in getattr(row, field)]
    return lambda: rng.choice(words)


if __name__ == "__main__":
    main()
