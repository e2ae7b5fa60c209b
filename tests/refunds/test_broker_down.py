"""The broker is away: decisions are taken all the same, and the money goes out when somebody looks."""

from __future__ import annotations

import time

import pytest

from customers import doorbell
from refunds.models import Refund, WorkOrder
from tests.desk import again, approve, ask, at_the_gateway, known_to_sandbox, letters, worker_runs

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fresh_sandbox")]


@pytest.fixture
def no_broker(settings):
    """Nobody listens at the broker's address."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    doorbell._redis.cache_clear()
    doorbell._silent_until = 0.0
    yield
    doorbell._redis.cache_clear()
    doorbell._silent_until = 0.0


def test_an_approval_is_accepted_at_once_and_paid_later(no_broker, make_payment, mila, boris):
    began = time.monotonic()
    refund = ask(known_to_sandbox(make_payment(mila, total_minor=45_000)))
    approve(refund, boris)
    assert time.monotonic() - began < 5

    assert again(refund).state == Refund.State.APPROVED
    assert WorkOrder.objects.get().state == WorkOrder.State.DUE
    assert letters(refund) == ["received", "approved"]

    worker_runs()  # the beat's look, once there is a broker again

    assert again(refund).state == Refund.State.COMPLETED
    assert at_the_gateway(refund.payment) == [(45_000, "succeeded")]
