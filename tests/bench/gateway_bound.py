"""Refunds settled per second while the gateway takes its time, beside what its SDK alone gets out of it."""

from __future__ import annotations

import itertools
import time
from concurrent.futures import ThreadPoolExecutor

from refunds.gateways.types import OutcomeState, RefundInstruction
from tests.bench import settling, shop
from tests.bench.table import Row, seen
from tests.faults.fake_gateways.running import FakeGateways
from tests.faults.house import House, running

GATEWAY = "stripe"
LATENCIES_MS = (0, 100, 500)
PROCESSES = (1, 2, 4)
IN_FLIGHT = 32
AIM = 0.6
"""Of what either the gateway's calls or, where they are quick, the processor allows."""

RECONCILE_MS = 50
RECONCILE_WITHIN_SECONDS = 180
MANY = 10_000
MONEY = "money,default"
"""Letters would take their share of the processor, and are not what is measured."""


def measure(house: House, fakes: FakeGateways, backlog: int) -> list[Row]:
    """Settle a backlog at each latency with one, two and four processes, no faults anywhere."""
    quickest: dict[int, float] = {}
    rows = []
    for latency, processes in itertools.product(LATENCIES_MS, PROCESSES):
        fakes.set_faults(latency_ms=latency)
        batch = f"g{latency}x{processes}"
        _prepare(fakes, batch, backlog)
        alone = _sdk_alone(fakes, batch, min(backlog, 400))
        with running(house, processes, include="tests.bench.empty_task"):
            settling.wait_until_settled()
            empty = settling.empty_tasks(500)
        pace = settling.pace_of(batch)
        quickest[processes] = max(quickest.get(processes, 0.0), pace)
        possible = min(alone * processes, quickest[processes])
        rows.append(
            Row(
                f"settled at {latency} ms, {processes} process{'es' if processes > 1 else ''}",
                seen([pace]),
                f"SDK alone, {IN_FLIGHT} at once: {alone:,.0f}/s; empty tasks: {empty:,.0f}/s",
                f"{pace / alone:.2f}",
                f">= {AIM} of {possible:,.0f}/s" if latency else "",
                pace >= AIM * possible if latency else None,
            )
        )
    return rows


def reconcile(house: House, fakes: FakeGateways, count: int) -> list[Row]:
    """Look up refunds that were all paid and whose answers were all lost."""
    from django.db import connection

    fakes.set_faults(latency_ms=0, reset_after=1)
    _prepare(fakes, "lost", count)
    patient = {"GATEWAY_TROUBLES_TO_OPEN": "0", "SEND_GRACE_SECONDS": "3600"}
    with running(house, 2, queues=MONEY, environment=patient):
        _wait_while("state = 'approved'")
        _wait_while("EXISTS (SELECT 1 FROM refunds_refundattempt a WHERE a.refund_id = r.id AND a.state = 'sending')")
    fakes.set_faults(latency_ms=RECONCILE_MS, reset_after=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE refunds_refundattempt SET next_check_at = now() WHERE state = 'unknown'")
        lost = cursor.rowcount
    with running(house, 2, queues=MONEY):
        settling.wait_until_settled(RECONCILE_WITHIN_SECONDS * 3)
    took = float(
        settling.one(
            "SELECT extract(epoch FROM max(a.finished_at) - min(h.history_date)) FROM refunds_refundattempt a"
            " JOIN refunds_refund r ON r.id = a.refund_id JOIN customers_payment p ON p.id = r.payment_id"
            " JOIN refunds_historicalrefundattempt h ON h.id = a.id AND h.state = 'succeeded'"
            " WHERE p.reference LIKE 'PM-lost-%%'"
        )
    )
    whole = took * MANY / max(lost, 1)
    return [
        Row(
            f"reconciling {lost:,} unknown refunds at {RECONCILE_MS} ms",
            f"{took:.1f} s ({lost / took:,.0f}/s)",
            f"8 look-ups at once an account and process: {8 * 1000 / RECONCILE_MS:,.0f}/s each",
            f"{lost / took / (8 * 1000 / RECONCILE_MS):.2f}",
            f"< {RECONCILE_WITHIN_SECONDS} s for {MANY:,}",
            whole < RECONCILE_WITHIN_SECONDS,
        )
    ]


def _prepare(fakes: FakeGateways, batch: str, count: int) -> None:
    """Payments at the gateway, and an approved refund of each."""
    from customers.models import Payment

    shop.payments(count, batch, (GATEWAY,))
    rows = Payment.objects.filter(reference__startswith=f"PM-{batch}-").values_list("gateway_reference", flat=True)
    captured = shop.UNITS * shop.UNIT_MINOR
    fakes.declare_payments(GATEWAY, [{"reference": r, "amount_minor": captured, "currency": "EUR"} for r in rows])
    settling.approve_all(batch, count)
    shop.analyze()


def _sdk_alone(fakes: FakeGateways, batch: str, count: int) -> float:
    """The gateway's share: the same calls over the same SDK, and nothing around them."""
    from customers.models import Payment
    from refunds.gateways.accounts import gateway_for

    gateway = gateway_for(GATEWAY, GATEWAY)
    paid = Payment.objects.filter(reference__startswith=f"PM-{batch}-").values_list("gateway_reference", flat=True)
    calls = [
        gateway.prepare(RefundInstruction(f"alone-{batch}-{n}", f"alone-{batch}-{n}", payment, 100, "EUR", ""))
        for n, payment in enumerate(paid[:count])
    ]
    with ThreadPoolExecutor(IN_FLIGHT) as pool:
        began = time.perf_counter()
        outcomes = list(pool.map(gateway.send, calls))
        took = time.perf_counter() - began
    assert all(outcome.state == OutcomeState.SUCCEEDED for outcome in outcomes)
    return count / took


def _wait_while(condition: str) -> None:
    deadline = time.monotonic() + settling.WAIT_SECONDS * 3
    while settling.one(f"SELECT count(*) FROM refunds_refund r WHERE {condition}"):
        assert time.monotonic() < deadline, condition
        time.sleep(0.5)
