"""What a gateway is asked: about each refund once for all its events, and hardly anything while it is ill."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Min
from django.utils import timezone

from customers.clock import clock_at
from customers.doorbell import first_at
from disputes.models import Dispute
from refunds.flow import gate
from refunds.gateways.sandbox.behaviour import Announcing
from refunds.gateways.types import Outcome, OutcomeState
from refunds.models import Refund, WebhookEvent
from refunds.tasks import look_up_open_attempts, work_due_orders
from refunds.webhooks.process import process_due_webhooks
from refunds.webhooks.receive import receive_webhook
from tests.desk import again, approve, ask, bookings, known_to_sandbox, sandbox, time_to_ask, worker_runs
from tests.refunds.accounts.conftest import gateway_at
from tests.refunds.accounts.test_the_gate import the_pause_is_over

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox")]
State = Refund.State
SILENT = ["error_before"] * 9


@pytest.fixture
def three_told(make_payment, mila, boris):
    """Three of Mila's refunds that the bank took its time for; the gateway has told that they are paid."""
    payments = [known_to_sandbox(make_payment(mila), "pending") for _ in range(3)]
    refunds = [approve(ask(payment, reason="damaged"), boris) for payment in payments]
    worker_runs()
    for refund in refunds:
        sandbox().console.advance(refund.attempts.get().gateway_reference, "succeeded", Announcing.FIRST)
    knocks("sandbox")
    return refunds


def knocks(account: str) -> None:
    """The gateway tells what it has to tell; nobody has looked at it yet."""
    for delivery in gateway_at(account).console.due_webhooks():
        receive_webhook(account, delivery.body, delivery.headers)
        gateway_at(account).console.mark_delivered(delivery)


def questions() -> int:
    """How often the practice gateway was asked about one of its refunds and gave no answer, as was written for it."""
    return sum(line["asks"] == "read" and line["used_at"] is not None for line in sandbox().console.dump()["script"])


def test_a_gateway_that_does_not_answer_is_asked_once_about_each_and_not_again_one_by_one(three_told):
    for refund in three_told:
        sandbox().console.script(refund.payment.gateway_reference, SILENT, asks="read")
    told = WebhookEvent.objects.filter(state="received").count()
    assert process_due_webhooks() == told
    assert questions() == 3
    assert {again(refund).state for refund in three_told} == {State.PROCESSING}
    assert WebhookEvent.objects.filter(state="received", tries=1).count() == told, "each is tried again in a while"


def test_money_that_came_back_is_heard_of_once_the_gateway_can_be_asked(make_payment, mila, boris):
    refund = approve(ask(known_to_sandbox(make_payment(mila)), reason="damaged"), boris)
    worker_runs()
    assert again(refund).state == State.COMPLETED
    knocks("sandbox")
    process_due_webhooks()
    sandbox().console.advance(refund.attempts.get().gateway_reference, "failed", Announcing.FIRST)
    sandbox().console.script(refund.payment.gateway_reference, ["error_before"], asks="read")
    knocks("sandbox")
    process_due_webhooks()
    assert again(refund).state == State.COMPLETED, "nobody could say so"

    WebhookEvent.objects.filter(state="received").update(due_at=timezone.now())
    process_due_webhooks()
    assert again(refund).state == State.FAILED
    assert bookings(refund) == [("reserve", 1), ("settle", 1), ("reverse", 1)]


def test_while_it_is_found_out_whether_it_is_well_one_event_at_a_time_is_asked_about(three_told, settings):
    settings.GATEWAY_TROUBLES_TO_OPEN = 1
    gate.tell("sandbox", Outcome(OutcomeState.UNKNOWN, code="timeout"))
    assert process_due_webhooks() == 0, "it is left alone"

    the_pause_is_over()
    assert process_due_webhooks() == 1
    gate.tell("sandbox", Outcome(OutcomeState.SUCCEEDED))
    process_due_webhooks()
    assert {again(refund).state for refund in three_told} == {State.COMPLETED}


def test_an_ill_gateway_keeps_no_other_waiting(three_told, paid_in_europe, europe, tom, boris, settings):
    there = approve(ask(paid_in_europe(tom, "pending"), reason="damaged"), boris)
    worker_runs()
    gateway_at(europe).console.advance(there.attempts.get().gateway_reference, "succeeded", Announcing.FIRST)
    knocks(europe)
    settings.GATEWAY_TROUBLES_TO_OPEN = 1
    gate.tell("sandbox", Outcome(OutcomeState.UNKNOWN, code="timeout"))
    process_due_webhooks()
    assert again(there).state == State.COMPLETED
    assert {again(refund).state for refund in three_told} == {State.PROCESSING}


def test_a_second_process_asks_only_while_nothing_is_to_be_sent(make_payment, mila, tom, boris):
    asked = approve(ask(known_to_sandbox(make_payment(mila), "pending"), reason="damaged"), boris)
    worker_runs()
    sandbox().console.advance(asked.attempts.get().gateway_reference, "succeeded", Announcing.LOST)
    time_to_ask(asked)
    due = approve(ask(known_to_sandbox(make_payment(tom)), reason="damaged"), boris)
    with first_at(look_up_open_attempts.name, 30):
        assert look_up_open_attempts() == 0
        assert again(asked).state == State.PROCESSING
        work_due_orders()
        assert look_up_open_attempts() == 1
    assert (again(asked).state, again(due).state) == (State.COMPLETED, State.COMPLETED)


def test_a_gateway_that_is_slow_about_its_disputes_keeps_no_other_waiting(
    make_payment, paid_in_europe, europe, mila, tom, boris
):
    for payment in [known_to_sandbox(make_payment(mila)) for _ in range(3)]:
        sandbox().console.disputes.open(payment.gateway_reference, payment.captured_minor)
        sandbox().console.script(payment.gateway_reference, ["slow"], asks="read_dispute")
    there = approve(ask(paid_in_europe(tom, "pending"), reason="damaged"), boris)
    worker_runs()
    gateway_at(europe).console.advance(there.attempts.get().gateway_reference, "succeeded", Announcing.FIRST)
    with clock_at(timezone.now() + timedelta(minutes=1)):
        knocks("sandbox")
        knocks(europe)
    WebhookEvent.objects.update(due_at=timezone.now())
    process_due_webhooks()
    assert again(there).state == State.COMPLETED and Dispute.objects.count() == 3
    ended = dict(WebhookEvent.objects.values_list("gateway_account").annotate(Min("processed_at")))
    assert ended[europe] < ended["sandbox"], "it was heard while the others were still asked about"
