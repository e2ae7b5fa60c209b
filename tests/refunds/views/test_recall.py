"""Asking a refund back that the gateway has and has not paid yet."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from refunds.flow import gate
from refunds.gateways.sandbox.adapter import Sandbox
from refunds.models import Refund
from refunds.tasks import process_webhooks
from tests.desk import (
    again,
    approve,
    ask,
    at_the_gateway,
    bookings,
    kinds,
    known_to_sandbox,
    letters,
    sandbox,
    time_to_ask,
    worker_runs,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox")]
State = Refund.State


@pytest.fixture
def on_its_way(make_payment, mila, boris):
    """A refund that the gateway has taken in and not paid."""

    def build(behaviour: str = "pending", **wish) -> Refund:
        refund = approve(ask(known_to_sandbox(make_payment(mila, total_minor=45_000), behaviour), **wish), boris)
        worker_runs()
        assert again(refund).state == State.PROCESSING
        return again(refund)

    return build


def case(browser, refund) -> str:
    return browser.get(reverse("refunds:refund", args=[refund.reference])).content.decode()


def gateway_posts(client) -> None:
    for delivery in sandbox().console.due_webhooks():
        client.post("/webhooks/sandbox/", delivery.body, content_type="application/json", headers=delivery.headers)
    process_webhooks()


@pytest.mark.parametrize("behaviour", ["pending", "action_required", "waiting_funds"])
def test_boris_takes_it_back_before_it_is_paid(on_its_way, boris, sign_in, press, client, behaviour):
    refund = on_its_way(behaviour)
    browser = sign_in(boris)
    assert "Take it back at the gateway" in case(browser, refund)

    assert press(browser, refund, "recall").status_code == 302

    refund = again(refund)
    assert (refund.state, refund.payment.reserved_minor, refund.payment.refunded_minor) == (State.FAILED, 0, 0)
    assert refund.attempts.get().state == "canceled"
    assert at_the_gateway(refund.payment) == [(45_000, "canceled")]
    assert kinds(refund)[-2:] == ["refund.recalled", "refund.failed"]
    assert bookings(refund) == [("reserve", 1), ("release", 1)]
    shown = case(browser, refund)
    assert "It was taken back at the gateway, and no money left." in shown and "Taken back at the gateway" in shown

    gateway_posts(client)  # its own webhook says the same once more
    assert kinds(again(refund))[-1] == "refund.failed"
    assert press(browser, refund, "recall").status_code == 409
    assert bookings(refund) == [("reserve", 1), ("release", 1)]


def test_what_was_taken_back_is_sent_again_or_given_up(on_its_way, boris, mila, sign_in, press, client):
    first, second = on_its_way(), on_its_way()
    browser = sign_in(boris)
    for refund in (first, second):
        press(browser, refund, "recall")

    press(browser, first, "retry")
    worker_runs(2)
    assert again(first).state == State.COMPLETED
    assert at_the_gateway(first.payment) == [(45_000, "canceled"), (45_000, "succeeded")]

    assert "Gives it up for good" in case(browser, second)
    press(browser, second, "cancellation")
    second = again(second)
    assert (second.state, second.attention, second.payment.reserved_minor) == (State.CANCELED, "", 0)
    assert letters(second)[-1] == "canceled"
    assert bookings(second) == [("reserve", 1), ("release", 1)]


def test_mila_cannot_give_up_what_failed(on_its_way, boris, mila, sign_in, press):
    from customers.actors import Actor
    from customers.errors import Conflict
    from refunds.actions.cancel_refund import cancel_refund

    refund = on_its_way()
    press(sign_in(boris), refund, "recall")
    with pytest.raises(Conflict):
        cancel_refund(actor=Actor.customer(mila), reference=refund.reference)
    assert again(refund).state == State.FAILED


def test_one_that_was_paid_meanwhile_stays_paid(on_its_way, boris, sign_in, press, client):
    refund = on_its_way()
    sandbox().console.advance(refund.attempts.get().gateway_reference, "succeeded")

    answer = press(sign_in(boris), refund, "recall")

    assert answer.status_code == 409
    assert "Sandbox has paid this back already. Nothing was taken back." in answer.content.decode()
    refund = again(refund)
    assert (refund.state, refund.payment.refunded_minor) == (State.COMPLETED, 45_000)
    gateway_posts(client)
    assert bookings(refund) == [("reserve", 1), ("settle", 1)]
    assert kinds(again(refund))[-2:] == ["refund.not_recalled", "refund.completed"]


def test_a_lost_answer_decides_nothing_and_the_look_up_finds_the_truth(on_its_way, boris, sign_in, press):
    refund = on_its_way()
    sandbox().console.script(refund.payment.gateway_reference, ["error_after"], asks="cancel")

    answer = press(sign_in(boris), refund, "recall")

    assert answer.status_code == 409
    assert "has not said whether it took this back" in answer.content.decode()
    assert (again(refund).state, refund.attempts.get().state) == (State.PROCESSING, "pending")
    time_to_ask(refund)
    worker_runs()
    assert (again(refund).state, refund.attempts.get().state) == (State.FAILED, "canceled")


def test_a_gateway_that_was_not_reached_was_not_asked(on_its_way, boris, sign_in, press):
    refund = on_its_way()
    sandbox().console.script(refund.payment.gateway_reference, ["refused"], asks="cancel")

    answer = press(sign_in(boris), refund, "recall")

    assert "does not answer now, so nothing was changed" in answer.content.decode()
    assert kinds(refund)[-1] == "attempt.pending"
    assert at_the_gateway(refund.payment) == [(45_000, "pending")]
    gate.forget("sandbox")


def test_a_gateway_that_takes_nothing_back_is_not_asked_and_the_case_says_so(
    on_its_way, boris, sign_in, press, program_of, monkeypatch
):
    refund = on_its_way()
    monkeypatch.setattr(Sandbox, "capabilities", replace(Sandbox.capabilities, cancel=frozenset()))
    browser = sign_in(boris)

    assert "Sandbox takes no refund back once it was sent." in case(browser, refund)
    assert press(browser, refund, "recall").status_code == 409
    answer = program_of(boris).post(f"refunds/{refund.reference}/recall/", {})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "not_recallable")
    assert at_the_gateway(refund.payment) == [(45_000, "pending")]


def test_it_is_offered_only_in_the_states_in_which_the_gateway_can(on_its_way, boris, sign_in, monkeypatch):
    from refunds.gateways.types import OutcomeState

    refund = on_its_way()
    only = frozenset({OutcomeState.ACTION_REQUIRED})
    monkeypatch.setattr(Sandbox, "capabilities", replace(Sandbox.capabilities, cancel=only))
    shown = case(sign_in(boris), refund)
    assert "takes a refund back only while it is there: Waiting for the customer&#x27;s bank details." in shown


def test_a_program_takes_it_back_once_however_often_it_sends(on_its_way, boris, program_of):
    refund = on_its_way()
    program = program_of(boris)

    answers = [program.post(f"refunds/{refund.reference}/recall/", {}, key="only-once") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json()["state"] == "failed"
    assert kinds(refund).count("refund.recalled") == 1


def test_what_a_program_learned_stays_written_when_nothing_was_taken_back(on_its_way, boris, program_of):
    refund = on_its_way()
    sandbox().console.advance(refund.attempts.get().gateway_reference, "succeeded")
    program = program_of(boris)

    answers = [program.post(f"refunds/{refund.reference}/recall/", {}, key="only-once") for _ in range(2)]

    assert [answer.json()["error"]["code"] for answer in answers] == ["already_paid", "already_moved"]
    assert (again(refund).state, again(refund).payment.refunded_minor) == (State.COMPLETED, 45_000)
    assert kinds(refund)[-2:] == ["refund.not_recalled", "refund.completed"]


@pytest.mark.four_eyes
def test_not_by_the_one_who_asked_and_not_by_an_agent(on_its_way, ana, boris, chidi, sign_in, press):
    from customers.actors import Actor

    refund = on_its_way(actor=Actor.user(chidi), origin="staff", reason="damaged")
    assert "You asked for this refund" in case(sign_in(chidi), refund)
    assert press(sign_in(chidi), refund, "recall").status_code == 403
    assert press(sign_in(ana), refund, "recall").status_code == 403
    assert again(refund).state == State.PROCESSING
