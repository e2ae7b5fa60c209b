"""Each account at its own pace: what is paused, broken or asked to wait holds up its own refunds and no others."""

from __future__ import annotations

import time

import pytest
from django.conf import settings as house
from django.urls import reverse
from redis import Redis

from refunds.flow import gate, line, local
from refunds.gateways.sandbox import remote
from refunds.gateways.types import Outcome, OutcomeState
from refunds.models import Refund, WorkOrder
from refunds.outbox.lease import open_lanes
from tests.desk import again, approve, ask, at_the_gateway, known_to_sandbox, worker_runs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox")]
State = Refund.State


@pytest.fixture(params=["valkey", "alone"])
def counted(request, monkeypatch) -> str:
    """Counted by all processes together, and by this one alone while Valkey is away."""
    if request.param == "alone":
        monkeypatch.setattr(line, "_silent_until", time.monotonic() + 60)
    gate.forget("sandbox")
    return str(request.param)


def the_pause_is_over() -> None:
    """Let the time run out for which the sandbox is left alone."""
    Redis.from_url(house.REDIS_URL).delete(*(f"{house.QUEUE_PREFIX}flow:sandbox:{word}" for word in ("open", "wait")))
    if "sandbox" in local._accounts:
        local._accounts["sandbox"].open_until = local._accounts["sandbox"].wait_until = 0.0


@pytest.fixture
def two_refunds(make_payment, paid_in_europe, mila, tom, boris):
    """One through each account, approved and due."""
    here = approve(ask(known_to_sandbox(make_payment(mila)), reason="damaged"), boris)
    there = approve(ask(paid_in_europe(tom), reason="damaged"), boris)
    return here, there


def test_a_pause_holds_its_own_refunds_and_no_others(two_refunds, europe, lena, sign_in):
    here, there = two_refunds
    browser = sign_in(lena)
    browser.post(reverse("gateway_pause", args=[europe]), {"reason": "The shop changes its bank."})
    worker_runs()

    assert (again(here).state, again(there).state) == (State.COMPLETED, State.APPROVED)
    order = WorkOrder.objects.get(account=europe)
    assert (order.state, order.tries) == (WorkOrder.State.DUE, 0)
    case = browser.get(reverse("refunds:refund", args=[there.reference])).content.decode()
    assert "The shop changes its bank." in case

    browser.post(reverse("gateway_resumption", args=[europe]))
    worker_runs()
    assert again(there).state == State.COMPLETED


def test_whoever_pauses_in_the_very_last_moment_is_obeyed(two_refunds, europe, lena, sign_in):
    """The order is leased already; it is given back instead of claimed."""
    from refunds.actions.submit_refunds import _claim
    from refunds.outbox.lease import lease_due

    orders = lease_due("refund.submit", "worker", 5, europe)
    sign_in(lena).post(reverse("gateway_pause", args=[europe]), {"reason": "Stop."})
    assert _claim(orders) == []
    assert WorkOrder.objects.get(account=europe).state == WorkOrder.State.DUE
    assert again(two_refunds[1]).state == State.APPROVED


def test_the_breaker_opens_lets_one_try_and_closes_again(make_payment, mila, boris, settings, counted):
    settings.GATEWAY_TROUBLES_TO_OPEN = 3
    payments = [known_to_sandbox(make_payment(mila), "refused") for _ in range(3)]
    waiting = [known_to_sandbox(make_payment(mila)) for _ in range(3)]
    for payment in payments:
        approve(ask(payment, reason="damaged"), boris)
    worker_runs()
    assert gate.standing_of("sandbox").is_closed

    refunds = [approve(ask(payment, reason="damaged"), boris) for payment in waiting]
    worker_runs()
    assert {again(refund).state for refund in refunds} == {State.APPROVED}
    assert all(order.tries == 0 for order in WorkOrder.objects.filter(state=WorkOrder.State.DUE))

    the_pause_is_over()
    assert len(gate.enter("sandbox", gate.Limits(0, 0), 5)) == 1
    assert not gate.enter("sandbox", gate.Limits(0, 0), 5)
    gate.tell("sandbox", Outcome(OutcomeState.SUCCEEDED))
    worker_runs()
    assert {again(refund).state for refund in refunds} == {State.COMPLETED}
    assert not gate.standing_of("sandbox").is_tried


def test_a_try_that_fails_opens_it_for_longer(settings, counted):
    settings.GATEWAY_TROUBLES_TO_OPEN = 1
    silence = Outcome(OutcomeState.UNKNOWN, code="timeout")
    gate.tell("sandbox", silence)
    assert 8 <= gate.standing_of("sandbox").open_seconds <= 10
    the_pause_is_over()
    assert gate.standing_of("sandbox").is_tried
    gate.enter("sandbox", gate.Limits(0, 0), 1)
    gate.tell("sandbox", silence)
    assert 10 < gate.standing_of("sandbox").open_seconds <= 20


def test_a_few_lost_answers_among_many_good_ones_open_nothing(settings, counted):
    settings.GATEWAY_TROUBLES_TO_OPEN = 3
    for _ in range(20):
        gate.tell("sandbox", Outcome(OutcomeState.SUCCEEDED))
    for _ in range(5):
        gate.tell("sandbox", Outcome(OutcomeState.UNKNOWN, code="timeout"))
    assert not gate.standing_of("sandbox").is_closed


def test_retry_after_holds_the_whole_account(make_payment, mila, boris, counted, monkeypatch):
    monkeypatch.setattr(remote, "RETRY_AFTER_SECONDS", 600)
    first = approve(ask(known_to_sandbox(make_payment(mila), "rate_limited"), reason="damaged"), boris)
    worker_runs()
    assert again(first).state == State.PROCESSING
    assert 500 < gate.standing_of("sandbox").wait_seconds <= 720

    second = approve(ask(known_to_sandbox(make_payment(mila)), reason="damaged"), boris)
    worker_runs()
    assert again(second).state == State.APPROVED
    assert at_the_gateway(second.payment) == []


def test_who_asked_to_wait_is_tried_with_one_call_before_all_come_back(settings, counted):
    settings.GATEWAY_TROUBLES_TO_OPEN = 3
    limits = gate.Limits(0, 0)
    busy = Outcome(OutcomeState.UNKNOWN, code="rate_limited", never_sent=True, retry_after_seconds=60)
    for _ in range(2):
        gate.tell("sandbox", busy)
        assert not gate.enter("sandbox", limits, 32)
        the_pause_is_over()
        assert gate.standing_of("sandbox").is_tried
        assert len(gate.enter("sandbox", limits, 32)) == 1
    gate.tell("sandbox", Outcome(OutcomeState.UNKNOWN, code="timeout"))
    assert len(gate.enter("sandbox", limits, 32)) == 32, "one lost answer is no illness"
    assert not gate.standing_of("sandbox").is_tried


def test_so_many_a_second_and_so_many_at_once(counted):
    limits = gate.Limits(calls_per_second=5, calls_at_once=3)
    first = gate.enter("sandbox", limits, 10)
    assert len(first) == 3
    assert not gate.enter("sandbox", limits, 10)
    gate.leave(first, 3)
    second = gate.enter("sandbox", limits, 10)
    assert len(second) == 2
    gate.leave(second, 2, unused=True)
    assert len(gate.enter("sandbox", limits, 10)) == 2
    assert gate.standing_of("sandbox").in_flight == 2


def test_an_account_that_takes_few_calls_gets_all_its_refunds_in_the_end(
    paid_in_europe, europe, mila, boris, ida, program_of
):
    version = program_of(ida).get(f"gateways/{europe}/").json()["version"]
    pace = {"version": version, "values": {}, "calls_per_second": 40, "calls_at_once": 2}
    assert program_of(ida).post(f"gateways/{europe}/settings/", pace).status_code == 200
    refunds = [approve(ask(paid_in_europe(mila), reason="damaged"), boris) for _ in range(6)]
    worker_runs()
    assert {again(refund).state for refund in refunds} == {State.COMPLETED}


def test_lanes_are_found_without_counting_what_waits_in_them(two_refunds, europe):
    assert open_lanes("refund.submit") == ["sandbox", europe]
