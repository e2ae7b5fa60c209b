"""Lists stay quick in a large house: no page of them asks often, and none reads a table from end to end."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pgtrigger
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from customers.models import Customer, Message, Payment
from refunds.models import Refund, RefundAttempt
from tests.cast import staff_member

pytestmark = pytest.mark.django_db

ROWS = 3000
MOST_QUERIES = 15
LARGE = (
    "refunds_refund",
    "refunds_refundattempt",
    "customers_customer",
    "customers_customerwords",
    "customers_payment",
    "customers_paymentwords",
    "customers_message",
)
STATES = ["under_review", "needs_info", "approved", "failed", "rejected", *["completed"] * 35]
HINTS = (["high_amount"], ["duplicate", "fraud"], [], [], [], [], [], [])


@pytest.fixture(scope="module")
def start() -> datetime:
    return timezone.now() - timedelta(days=365)


@pytest.fixture
def house(policy, limits, start) -> list[Refund]:
    """Three thousand refunds, one a payment and a customer each, one in twenty undecided; told to the planner."""
    now = timezone.now()
    moments = [start + (now - start) * n / ROWS for n in range(ROWS)]
    customers = Customer.objects.bulk_create(
        Customer(reference=f"CU-V-{n}", email=f"guest{n}@home.example", name=f"Guest Nr{n % 400}", created_at=at)
        for n, at in enumerate(moments)
    )
    payments = Payment.objects.bulk_create(
        _payment(customer, n, at) for n, (customer, at) in enumerate(zip(customers, moments, strict=True))
    )
    with pgtrigger.ignore("refunds.Refund:born_in_first_state"):
        refunds = Refund.objects.bulk_create(
            _refund(payment, n, at) for n, (payment, at) in enumerate(zip(payments, moments, strict=True))
        )
    Message.objects.bulk_create(
        Message(customer=refund.customer, kind="x", about=refund.reference, to_address=refund.customer.email,
                state="sent", created_at=refund.created_at)
        for refund in refunds
    )  # fmt: skip
    RefundAttempt.objects.bulk_create(_attempt(refund) for refund in refunds[: ROWS // 2])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return refunds


def _payment(customer: Customer, n: int, at: datetime) -> Payment:
    return Payment(
        reference=f"PM-V-{n}",
        customer=customer,
        gateway="sandbox",
        gateway_account="sandbox",
        gateway_reference=f"pay_{n:06d}",
        order_reference=f"ORDER-{n}",
        currency=("EUR", "USD")[n % 2],
        captured_minor=10_000 + n,
        method=Payment.Method.CARD,
        card_brand="visa",
        card_last4=f"{n % 500:04d}",
        captured_at=at,
    )


def _refund(payment: Payment, n: int, at: datetime) -> Refund:
    return Refund(
        reference=f"RF-2025-{n:06d}",
        customer=payment.customer,
        payment=payment,
        state=STATES[n % len(STATES)],
        currency=payment.currency,
        amount_minor=5000,
        reason=("damaged", "other", "changed_mind")[n % 3],
        origin=Refund.Origin.PORTAL,
        requested_by="customer:1",
        decide_by=at + timedelta(days=2),
        attention="The bank keeps silent." if n % 900 == 7 else "",
        risk_hints=HINTS[n // len(STATES) % len(HINTS)],
        product_kinds=["physical"],
        skus=[f"SKU-{n % 1000}"],
        created_at=at,
        finished_at=at,
    )


def _attempt(refund: Refund) -> RefundAttempt:
    return RefundAttempt(
        refund=refund,
        number=1,
        gateway="sandbox",
        gateway_account="sandbox",
        reference=f"{refund.reference}-1",
        idempotency_key=f"key_{refund.pk}",
        gateway_reference=f"sbr_{refund.pk}",
        body=b"{}",
        body_hash="0" * 64,
    )


def key(moment: datetime, pk: int) -> str:
    return f"{int(moment.timestamp() * 1_000_000)}-{pk}"


LISTS = [
    *(f"/staff/?tab={tab}" for tab in ("decide", "mine", "attention", "customer", "failed", "moving", "done", "all")),
    "/staff/?tab=all&after={key}",
    "/staff/?tab=all&before={key}",
    "/staff/?tab=done&after={key}",
    "/staff/?tab=all&order=oldest&after={key}",
    "/staff/?tab=decide&after={key}",
    "/staff/?tab=decide&before={key}",
    "/staff/?reason=damaged",
    "/staff/?state=completed&reason=damaged",
    "/staff/?state=under_review&reason=damaged&assignee=nobody",
    "/staff/?due=overdue",
    "/staff/?hint=duplicate",
    "/staff/?sku=SKU-77",
    "/staff/?customer=guest77@home.example",
    "/staff/?payment=PM-V-77",
    "/staff/?rail=bank_transfer&currency=EUR",
    "/staff/?account=sandbox",
    "/staff/?q=RF-2025-0001",
    "/staff/?q=guest77@home.example",
    "/staff/?q=Nr77",
    "/staff/?q=guest+0077",
    "/staff/?q=ORDER-77",
    "/staff/?q=pay_000077",
    "/staff/?q=sbr_77",
    "/staff/?q=nobody-is-called-so",
    "/staff/payments/",
    "/staff/payments/?after={key}",
    "/staff/payments/?before={key}",
    "/staff/payments/?q=Nr77",
    "/staff/customers/",
    "/staff/customers/?after={key}",
    "/staff/customers/?q=Nr77",
    "/staff/mail/",
    "/staff/mail/?after={key}",
    "/staff/mail/?tab=failed",
    "/staff/mail/?q=RF-2025-000077",
    "/staff/mail/?q=Guest77@home.example",
    "/staff/refunds/{refund}/",
    "/staff/payments/{payment}/",
    "/staff/customers/{customer}/",
]


WALKED = [
    "/staff/?tab=decide",
    "/staff/?tab=all&after={key}",
    "/staff/?tab=all&order=oldest&before={key}",
    "/staff/payments/?after={key}",
    "/staff/customers/?before={key}",
    "/staff/mail/?after={key}",
]


def test_no_list_reads_a_table_from_end_to_end_or_asks_often(house):
    """With scans made dear, a plan that still has one has no index to use."""
    client = Client()
    client.force_login(staff_member("Lena", "Virtanen", "lead"))
    middle = house[ROWS // 2]
    found = {
        "key": key(middle.created_at, middle.pk),
        "refund": middle.reference,
        "payment": middle.payment.reference,
        "customer": middle.customer.reference,
    }
    _make_dear("seqscan")
    client.get("/staff/")
    scanned, often = [], []
    for address in LISTS:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address.format(**found)).status_code == 200, address
        often += [f"{address}: {len(asked)}"] if len(asked) > MOST_QUERIES else []
        scanned += [f"{address}: {table}" for query in asked.captured_queries for table in _scanned(query["sql"])]
    assert often == []
    assert scanned == []


def test_a_page_of_a_list_is_walked_in_its_order_and_not_sorted(house):
    """With sorting made dear, a plan that still sorts has no index in this order; equal moments may be put in order."""
    client = Client()
    client.force_login(staff_member("Lena", "Virtanen", "lead"))
    middle = house[ROWS // 2]
    _make_dear("seqscan", "bitmapscan", "sort")
    for address in WALKED:
        with CaptureQueriesContext(connection) as asked:
            client.get(address.format(key=key(middle.created_at, middle.pk)))
        (walk,) = [query["sql"] for query in asked.captured_queries if query["sql"].endswith(("LIMIT 51", "LIMIT 31"))]
        plan = _plan(walk)
        sorts = plan.replace("Incremental Sort", "").replace("Sort Key", "").replace("Sort Method", "")
        assert "Index Scan" in plan and "Sort" not in sorts, f"{address}\n{plan}"


def _make_dear(*ways: str) -> None:
    with connection.cursor() as cursor:
        for way in ways:
            cursor.execute(f"SET LOCAL enable_{way} = off")


def _scanned(sql: str) -> list[str]:
    """The large tables that PostgreSQL would read from end to end for this."""
    plan = _plan(sql) if sql.startswith("SELECT") else ""
    return [table for table in LARGE if re.search(rf"Seq Scan on {table}\b", plan)]


def _plan(sql: str) -> str:
    """What was planned for whatever value stands in its places is asked for as such."""
    how = " (GENERIC_PLAN)" if "$1" in sql else ""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN{how} {sql}")
        return "\n".join(line for (line,) in cursor.fetchall())
