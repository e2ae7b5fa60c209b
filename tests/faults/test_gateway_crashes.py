"""Processes die at every named point while they speak to Stripe, PayPal and Adyen. Nothing is lost or paid twice.

Stripe and PayPal forget every key at once here, so that only the look-up keeps us from paying twice. Adyen cannot be
asked, so there it is the key.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import cycle, product
from pathlib import Path

import pytest

from customers.models import Payment
from refunds.models import Refund, WebhookEvent
from refunds.tasks import process_webhooks
from refunds.webhooks.receive import receive_webhook
from tests.crowd import killed_at
from tests.desk import approve, ask
from tests.faults.checker import Paid, paid_in
from tests.faults.crowd_of_refunds import judged
from tests.faults.fake_gateways.running import FakeGateways, fake_gateways
from tests.faults.rounds import (
    WEBHOOK_POINTS,
    WORKER_POINTS,
    deaths_at,
    everything_is_due,
    one_worker_round,
    send_all_again_under_new_keys,
    until_all_is_done,
)

REFUNDS = int(os.environ.get("CRASH_REFUNDS", "2"))
GATEWAYS = ("stripe", "paypal", "adyen")


def tried(points: list[str]) -> list[tuple[str, str]]:
    """Every point at every gateway in full size, else each at one of them."""
    if "CRASH_REFUNDS" in os.environ:
        return list(product(points, GATEWAYS))
    return list(zip(points, cycle(GATEWAYS), strict=False))


pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.crash, pytest.mark.slow]


@pytest.fixture
def fakes(tmp_path: Path, settings) -> Iterator[FakeGateways]:
    """The gateways, which tell of everything at once; their webhooks wait until somebody carries them."""
    forget = {"key_life_seconds": 0}
    with fake_gateways(tmp_path, outcome_ms=0, webhook_ms=0, stripe=forget, paypal=forget) as running:
        settings.GATEWAY_ACCOUNTS = running.accounts(read_seconds=2)
        yield running


@pytest.fixture
def gateway() -> str:
    """Each test says which."""
    raise NotImplementedError


@pytest.fixture
def approved(fakes, gateway, make_payment, mila, boris) -> list[Refund]:
    """Approved refunds, each a third of its payment: it would be paid three times if asked."""
    payments = [_paid_by_mila(make_payment, mila, gateway, number) for number in range(REFUNDS)]
    declared = [{"reference": p.gateway_reference, "amount_minor": 90_000, "currency": "EUR"} for p in payments]
    fakes.declare_payments(gateway, declared)
    return [approve(ask(payment, amount_minor=30_000), boris) for payment in payments]


def _paid_by_mila(make_payment, mila, gateway: str, number: int) -> Payment:
    account = {"gateway": gateway, "gateway_account": gateway, "gateway_reference": f"PAYMENT{number:05d}"}
    return make_payment(mila, total_minor=90_000, **account)


def paid(fakes: FakeGateways) -> list[Paid]:
    fakes.dump()
    return paid_in(fakes.ledger)


def letters(fakes: FakeGateways) -> list[tuple[dict[str, str], bytes]]:
    """The webhooks that wait: headers and body."""
    return [
        (json.loads(headers), body) for headers, body in fakes.rows("SELECT headers, body FROM webhook ORDER BY id")
    ]


def carry(fakes: FakeGateways, gateway: str) -> None:
    """Bring every webhook to our door, also those that came before, and work off what is there."""
    WebhookEvent.objects.filter(state="received").update(due_at="2000-01-01T00:00Z")
    for headers, body in letters(fakes):
        receive_webhook(gateway, body, headers)
    process_webhooks()


@pytest.mark.parametrize(("point", "gateway"), tried(WORKER_POINTS))
def test_a_worker_dies_there_again_and_again(point, approved, gateway, fakes):
    assert deaths_at(point, REFUNDS), f"{point} is never passed"

    until_all_is_done()
    carry(fakes, gateway)

    assert not judged(paid(fakes)), judged(paid(fakes))
    assert Refund.objects.filter(state="completed").count() == REFUNDS


@pytest.mark.parametrize(("point", "gateway"), tried(WEBHOOK_POINTS))
def test_a_process_dies_while_a_webhook_comes_in(point, approved, gateway, fakes):
    fakes.set_faults(pending=1, outcome_ms=0)
    one_worker_round()

    deaths = [killed_at(point, lambda: carry(fakes, gateway), nth) for nth in range(1, REFUNDS + 1)]
    carry(fakes, gateway)

    assert deaths[0], f"{point} is never passed"
    assert not judged(paid(fakes)), judged(paid(fakes))
    assert Refund.objects.filter(state="completed").count() == REFUNDS


@pytest.mark.parametrize("gateway", GATEWAYS)
def test_a_control_that_sends_again_under_a_new_key_pays_twice(approved, gateway, fakes):
    """The same kill, judged by the same judge, with the mistake that everybody makes: it must be found.

    But for PayPal, which takes our reference for one refund only.
    """
    everything_is_due()
    killed_at("answer_received", one_worker_round)

    send_all_again_under_new_keys()
    until_all_is_done()
    carry(fakes, gateway)

    assert bool(judged(paid(fakes)).doubled) == (gateway != "paypal")
