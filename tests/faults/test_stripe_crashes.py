"""A worker dies while it speaks to Stripe, whose stand-in ignores keys: only the look-up keeps it from paying twice."""

from __future__ import annotations

import os

import pytest
import requests

from customers.models import Payment
from refunds.gateways.stripe.webhooks import REFERENCE_FIELD
from refunds.models import Refund
from tests.crowd import killed_at
from tests.desk import approve, ask
from tests.faults.checker import Paid
from tests.faults.crowd_of_refunds import judged
from tests.faults.rounds import (
    WORKER_POINTS,
    deaths_at,
    one_worker_round,
    send_all_again_under_new_keys,
    until_all_is_done,
)
from tests.localstripe import LocalStripe

REFUNDS = int(os.environ.get("CRASH_REFUNDS", "2"))

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.crash, pytest.mark.slow]


@pytest.fixture
def stripe_account(localstripe: LocalStripe, settings) -> LocalStripe:
    """The shop's account is at the stand-in."""
    settings.GATEWAY_ACCOUNTS = {"stripe": localstripe.config}
    return localstripe


@pytest.fixture
def approved(stripe_account, make_payment, mila, boris) -> list[Refund]:
    """Approved refunds, each a third of its charge: Stripe would pay it three times if asked."""
    charges = [stripe_account.pay(90_000)["id"] for _ in range(REFUNDS)]
    payments = [_charged(make_payment, mila, charge) for charge in charges]
    return [approve(ask(payment, amount_minor=30_000), boris) for payment in payments]


def _charged(make_payment, mila, charge: str) -> Payment:
    account = {"gateway": "stripe", "gateway_account": "stripe", "gateway_reference": charge}
    return make_payment(mila, total_minor=90_000, **account)


def paid_at_stripe(stripe: LocalStripe) -> list[Paid]:
    """Every refund in the stand-in's own list: our reference without the attempt's number, and cents."""
    paid = []
    for charge in Payment.objects.values_list("gateway_reference", flat=True):
        for refund in _refunds_of(stripe, charge):
            assert refund["status"] == "succeeded"
            paid.append(Paid(refund["metadata"][REFERENCE_FIELD], refund["amount"]))
    return paid


def _refunds_of(stripe: LocalStripe, charge: str) -> list[dict]:
    asked = {"charge": charge, "limit": 100}
    answer = requests.get(f"{stripe.address}/v1/refunds", params=asked, auth=(stripe.secret_key, ""), timeout=10)
    assert answer.ok, answer.text
    return answer.json()["data"]


@pytest.mark.parametrize("point", WORKER_POINTS)
def test_a_worker_dies_there_again_and_again(point, approved, stripe_account):
    assert deaths_at(point, REFUNDS), f"{point} is never passed"

    until_all_is_done()

    paid = paid_at_stripe(stripe_account)
    assert not judged(paid), judged(paid)
    assert len(paid) == REFUNDS
    assert Refund.objects.filter(state="completed").count() == REFUNDS


def test_a_control_that_sends_again_without_a_look_pays_twice(approved, stripe_account):
    """The same kill, judged by the same judge; what comes back sends under a new key and asks nothing."""
    killed_at("answer_received", one_worker_round)

    send_all_again_under_new_keys()
    until_all_is_done()

    assert judged(paid_at_stripe(stripe_account)).doubled
