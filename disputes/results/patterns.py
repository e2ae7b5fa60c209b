"""What repeats in disputes, found by arithmetic that raises no alarm on a handful of cases. It only reads.

A rate counts as higher only where the lowest that is likely (Wilson, 95 of 100) lies above what is usual; and nothing
but a customer who disputes again is told below DISPUTE_PATTERN_CASES cases.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Min, Q, QuerySet

from customers.models import Customer, Payment, PaymentLine
from disputes.models import Dispute, DisputePattern
from disputes.results.odds import share

Kind = DisputePattern.Kind
MOST_CASES = 200
"""So many cases are linked; the numbers count them all."""
MOST_PRODUCTS = 50
CUSTOMERS_WITHIN = timedelta(days=365)
USUAL_TIMES = 3
"""What is usual is read off a time so many times as long, before the one that is looked at."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that repeats: its key, its words, its cases, and the arithmetic behind it."""

    kind: str
    subject: str
    label: str
    cases: list[int]
    first_at: datetime
    last_at: datetime
    numbers: dict[str, Any] = field(default_factory=dict)


def look_for(now: datetime) -> Iterator[Found]:
    """Everything that repeats now."""
    since = now - timedelta(days=settings.DISPUTE_PATTERN_DAYS)
    yield from _customers(now, since)
    yield from _products(now, since)
    yield from _unrecognized(now, since)
    yield from _rising(Kind.ACCOUNT, "gateway_account", now, since)
    yield from _rising(Kind.COUNTRY, "country", now, since)


def is_pattern(found: Found) -> bool:
    """Whether there are enough cases, as after those were left out that somebody has dealt with."""
    least = settings.DISPUTE_PATTERN_CUSTOMER_CASES if found.kind == Kind.CUSTOMER else settings.DISPUTE_PATTERN_CASES
    return len(found.cases) >= least


def _customers(now: datetime, since: datetime) -> Iterator[Found]:
    """Customers who disputed again lately: different payments, and no case that only continues another."""
    year = Dispute.objects.filter(opened_at__gt=now - CUSTOMERS_WITHIN, opened_at__lte=now, follows=None)
    lately = year.filter(opened_at__gt=since).values("payment__customer")
    rows = (
        year.filter(payment__customer__in=lately)
        .order_by()
        .values("payment__customer")
        .annotate(payments=Count("payment", distinct=True))
        .filter(payments__gte=settings.DISPUTE_PATTERN_CUSTOMER_CASES)
    )
    for row in rows:
        customer = Customer.objects.get(pk=row["payment__customer"])
        mine = year.filter(payment__customer=customer)
        yield _found(Kind.CUSTOMER, customer.reference, str(customer), mine, {"cases": row["payments"], "days": 365})


def _products(now: datetime, since: datetime) -> Iterator[Found]:
    """Products that are disputed more often than what the shop sells is."""
    lately = _opened(since, now)
    sold_then = PaymentLine.objects.filter(payment__captured_at__gt=since, payment__captured_at__lte=now)
    sold_then = sold_then.exclude(product_kind=PaymentLine.ProductKind.SHIPPING).exclude(sku="")
    drawing = (
        PaymentLine.objects.filter(payment__disputes__in=lately)
        .exclude(product_kind=PaymentLine.ProductKind.SHIPPING)
        .exclude(sku="")
        .order_by()
        .values("sku")
        .annotate(cases=Count("payment__disputes", distinct=True), name=Max("description"))
        .filter(cases__gte=settings.DISPUTE_PATTERN_CASES)
        .order_by("-cases", "sku")[:MOST_PRODUCTS]
    )
    candidates = list(drawing)
    if not candidates:
        return
    sold = dict(
        sold_then.filter(sku__in=[row["sku"] for row in candidates])
        .order_by()
        .values_list("sku")
        .annotate(n=Count("payment", distinct=True))
    )
    all_sold = Payment.objects.filter(captured_at__gt=since, captured_at__lte=now).count()
    usual = lately.count() / all_sold if all_sold else 0.0
    for row in candidates:
        rate = share(row["cases"], max(sold.get(row["sku"], 0), row["cases"]))
        if rate.low <= usual * settings.DISPUTE_PATTERN_TIMES:
            continue
        mine = lately.filter(payment__lines__sku=row["sku"]).distinct()
        numbers = {"cases": rate.hits, "out_of": rate.cases, "usual": usual, "days": settings.DISPUTE_PATTERN_DAYS}
        yield _found(Kind.PRODUCT, row["sku"], f"{row['name']} ({row['sku']})", mine, numbers)


def _unrecognized(now: datetime, since: datetime) -> Iterator[Found]:
    """Accounts with many payments that nobody recognizes: their name on the statement tells little."""
    lately = _opened(since, now)
    mark = Q(category=Dispute.Category.UNRECOGNIZED)
    rows = lately.order_by().values("gateway_account").annotate(all=Count("pk"), cases=Count("pk", filter=mark))
    for row in rows:
        part = share(row["cases"], row["all"])
        if part.low * 100 <= settings.DISPUTE_PATTERN_UNRECOGNIZED_PERCENT:
            continue
        mine = lately.filter(mark, gateway_account=row["gateway_account"])
        numbers = {"cases": part.hits, "out_of": part.cases, "days": settings.DISPUTE_PATTERN_DAYS}
        yield _found(Kind.UNRECOGNIZED, row["gateway_account"], row["gateway_account"], mine, numbers)


def _rising(kind: str, name: str, now: datetime, since: datetime) -> Iterator[Found]:
    """Accounts or countries with more disputes for their payments than before: surely, and by that many times."""
    before = since - (now - since) * USUAL_TIMES
    lately, earlier = _opened(since, now), _opened(before, since)
    cases, usual_cases = _by(lately, f"payment__{name}"), _by(earlier, f"payment__{name}")
    many = [key for key, n in cases.items() if key and n >= settings.DISPUTE_PATTERN_CASES]
    if not many:
        return
    paid, usual_paid = _paid(name, since, now), _paid(name, before, since)
    for key in many:
        rate = share(cases[key], max(paid.get(key, 0), cases[key]))
        usual = share(usual_cases.get(key, 0), usual_paid.get(key, 0))
        if rate.low <= usual.high or (usual.rate or 0) * settings.DISPUTE_PATTERN_TIMES > (rate.rate or 0):
            continue
        numbers = {
            "cases": rate.hits,
            "out_of": rate.cases,
            "usual_cases": usual.hits,
            "usual_out_of": usual.cases,
            "usual": usual.rate or 0.0,
            "days": settings.DISPUTE_PATTERN_DAYS,
        }
        yield _found(kind, key, key, lately.filter(**{f"payment__{name}": key}), numbers)


def _opened(since: datetime, until: datetime) -> QuerySet[Dispute]:
    return Dispute.objects.filter(opened_at__gt=since, opened_at__lte=until, follows=None)


def _by(rows: QuerySet[Dispute], name: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(name).annotate(n=Count("pk")))


def _paid(name: str, since: datetime, until: datetime) -> dict[str, int]:
    rows = Payment.objects.filter(captured_at__gt=since, captured_at__lte=until)
    return dict(rows.order_by().values_list(name).annotate(n=Count("pk")))


def _found(kind: str, subject: str, label: str, rows: QuerySet[Dispute], numbers: dict[str, Any]) -> Found:
    span = rows.order_by().aggregate(first=Min("opened_at"), last=Max("opened_at"))
    cases = list(rows.order_by("-opened_at", "-id").values_list("pk", flat=True)[:MOST_CASES])
    return Found(kind, subject[:191], label[:300], cases, span["first"], span["last"], numbers)
