"""Refunds settled per second from a standing backlog, and how long one takes at a steady pace."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from statistics import quantiles

from django.db import connection

from tests.bench import shop
from tests.bench.table import Row, seen
from tests.faults.house import House, running

AIM_PER_SECOND = 60
SMALL_MINOR = 4_000
"""What the policy lets out without a person."""

STEADY_PER_SECOND = 20
WAIT_SECONDS = 180


def measure(house: House, backlog: int, rounds: int, steady_seconds: int) -> list[Row]:
    paces, alone, empty = [], [], []
    for this in range(rounds):
        shop.payments(backlog, f"s{this}")
        shop.tell_sandbox(f"s{this}", backlog)
        alone.append(_sandbox_alone(f"s{this}", min(backlog, 500)))
        approve_all(f"s{this}", backlog)
        shop.analyze()
        with _at_work(house):
            wait_until_settled()
            _wait_until_told()
            empty.append(empty_tasks(500))
        paces.append(pace_of(f"s{this}"))
    waited = _steady(house, steady_seconds)
    p50, p95 = quantiles(waited, n=20)[9], quantiles(waited, n=20)[18]
    pace = sorted(paces)[len(paces) // 2]
    return [
        Row(
            f"refunds settled, backlog of {backlog:,}, letters sent too",
            seen(paces),
            f"Celery, empty tasks: {seen(empty)}",
            f"{pace / sorted(empty)[len(empty) // 2]:.2f}",
            f">= {AIM_PER_SECOND}/s",
            pace >= AIM_PER_SECOND,
        ),
        Row("", "", f"sandbox alone, 16 at once: {seen(alone)}", f"{pace / sorted(alone)[len(alone) // 2]:.2f}"),
        Row(
            f"approval to settled at {STEADY_PER_SECOND}/s",
            f"p95 {p95:.2f} s, p50 {p50:.2f} s",
            f"{len(waited)} refunds, all settled",
        ),
    ]


@contextmanager
def _at_work(house: House) -> Iterator[None]:
    """Worker and beat with the leases of production."""
    for shortened in ("ORDER_LEASE_SECONDS", "SEND_GRACE_SECONDS"):
        os.environ.pop(shortened, None)
    with running(house, include="tests.bench.empty_task"):
        yield


def approve_all(batch: str, count: int) -> None:
    """Customers ask for little: the policy releases each at once."""
    for n in range(count):
        _approved(f"PM-{batch}-{n}")


def _approved(payment_reference: str) -> None:
    from customers.actors import Actor
    from customers.models import Payment
    from refunds.actions.request_refund import request_refund
    from refunds.models import Refund

    payment = Payment.objects.select_related("customer").get(reference=payment_reference)
    refund = request_refund(
        actor=Actor.customer(payment.customer),
        payment_reference=payment_reference,
        amount_minor=SMALL_MINOR,
        reason=Refund.Reason.CHANGED_MIND,
        origin=Refund.Origin.PORTAL,
    )
    assert refund.state == Refund.State.APPROVED, refund.state


def wait_until_settled(seconds: float = WAIT_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while one("SELECT count(*) FROM refunds_refund WHERE state IN ('approved', 'processing')"):
        assert time.monotonic() < deadline, "they do not settle"
        time.sleep(0.2)


def _wait_until_told() -> None:
    """The letters share the worker with the money; the yardstick must have it alone."""
    deadline = time.monotonic() + WAIT_SECONDS
    while one("SELECT count(*) FROM customers_message WHERE state = 'queued'"):
        assert time.monotonic() < deadline, "the letters do not go out"
        time.sleep(0.2)


def pace_of(batch: str) -> float:
    """From the first claim to the last settlement, so that the start of the processes does not count."""
    return float(
        one(
            "SELECT count(*) / extract(epoch FROM max(r.finished_at) - min(a.created_at)) FROM refunds_refund r"
            " JOIN refunds_refundattempt a ON a.refund_id = r.id JOIN customers_payment p ON p.id = r.payment_id"
            " WHERE r.state = 'completed' AND p.reference LIKE %s",
            f"PM-{batch}-%",
        )
    )


def _sandbox_alone(batch: str, count: int) -> float:
    """The gateway's share: the same calls and nothing around them."""
    from refunds.gateways.types import RefundInstruction
    from tests.desk import sandbox

    gateway = sandbox()
    bodies = [
        gateway.prepare(
            RefundInstruction(f"alone-{batch}-{n}", f"alone-{batch}-{n}", f"pay_{batch}-{n}", 100, "EUR", "")
        )
        for n in range(count)
    ]
    with ThreadPoolExecutor(16) as pool:
        began = time.perf_counter()
        list(pool.map(gateway.send, bodies))
        return count / (time.perf_counter() - began)


def empty_tasks(count: int) -> float:
    """Tasks that only count themselves, sent and run side by side by the same worker."""
    from tests.bench.empty_task import COUNTER, counted, nothing

    counted().delete(COUNTER)
    began = time.perf_counter()
    for _ in range(count):
        nothing.apply_async(queue="default")
    while int(counted().get(COUNTER) or 0) < count:
        time.sleep(0.005)
    return count / (time.perf_counter() - began)


def _steady(house: House, seconds: int) -> list[float]:
    """Approve at a steady pace while the house works; return what each refund took, in seconds."""
    count = STEADY_PER_SECOND * seconds
    shop.payments(count, "steady")
    shop.tell_sandbox("steady", count)
    with _at_work(house):
        _wait_for_worker()
        began = time.monotonic()
        for n in range(count):
            time.sleep(max(0.0, began + n / STEADY_PER_SECOND - time.monotonic()))
            _approved(f"PM-steady-{n}")
        wait_until_settled()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM r.finished_at - r.approved_at)::float FROM refunds_refund r"
            " JOIN customers_payment p ON p.id = r.payment_id"
            " WHERE r.state = 'completed' AND p.reference LIKE 'PM-steady-%%'"
        )
        waited = [seconds for (seconds,) in cursor.fetchall()]
    assert len(waited) == count
    return waited


def _wait_for_worker() -> None:
    empty_tasks(1)


def one(sql: str, *given: object):  # type: ignore[no-untyped-def]
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchone()[0]
