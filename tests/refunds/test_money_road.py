"""One refund from the request to the money back, and every way the gateway can spoil it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from customers.actors import Actor
from refunds.actions.settle import apply_refund_outcome
from refunds.gateways.types import Outcome, OutcomeState
from refunds.models import Refund, RefundAttempt, WorkOrder
from tests.desk import (
    again,
    approve,
    ask,
    at_the_gateway,
    bookings,
    kinds,
    known_to_sandbox,
    letters,
    time_to_ask,
    worker_runs,
)

pytestmark = pytest.mark.django_db

ROAD = ["refund.requested", "refund.sent_to_review", "refund.approved", "refund.processing"]
PAID = [("reserve", 1), ("settle", 1)]


def approved(make_payment, mila, boris, *behaviours, **wish) -> Refund:
    payment = known_to_sandbox(make_payment(mila, **wish.pop("payment", {})), *behaviours)
    refund = ask(payment, **wish)
    if refund.state == Refund.State.UNDER_REVIEW:
        approve(refund, boris)
    return again(refund)


def test_mila_gets_her_money_back_once_boris_approves(make_payment, mila, boris):
    refund = approved(make_payment, mila, boris)
    assert (refund.payment.reserved_minor, refund.payment.refunded_minor) == (8900, 0)

    worker_runs(2)

    refund = again(refund)
    assert refund.state == Refund.State.COMPLETED
    assert (refund.payment.reserved_minor, refund.payment.refunded_minor) == (0, 8900)
    assert at_the_gateway(refund.payment) == [(8900, "succeeded")]
    assert kinds(refund)[-3:] == ["refund.approved", "refund.processing", "refund.completed"]
    assert bookings(refund) == PAID
    assert letters(refund) == ["received", "approved", "on_its_way", "confirmed"]
    assert WorkOrder.objects.get().state == WorkOrder.State.DONE


def test_a_pending_refund_is_asked_about_until_it_is_confirmed(make_payment, mila, boris):
    refund = approved(make_payment, mila, boris, "pending")
    worker_runs()
    assert again(refund).state == Refund.State.PROCESSING
    assert refund.attempts.get().state == "pending"

    from tests.desk import sandbox

    sandbox().console.advance(refund.attempts.get().gateway_reference, "succeeded")
    time_to_ask(refund)
    worker_runs()

    assert again(refund).state == Refund.State.COMPLETED
    assert letters(refund) == ["received", "approved", "on_its_way", "sent_to_bank", "confirmed"]


@pytest.mark.parametrize("behaviour", ["succeed_then_silence", "error_after"])
def test_a_lost_answer_is_found_again_and_never_paid_twice(make_payment, mila, boris, behaviour):
    refund = approved(make_payment, mila, boris, behaviour)
    worker_runs()
    assert refund.attempts.get().state == "unknown"
    assert again(refund).state == Refund.State.PROCESSING

    time_to_ask(refund)
    worker_runs()

    assert again(refund).state == Refund.State.COMPLETED
    assert at_the_gateway(refund.payment) == [(8900, "succeeded")]
    assert refund.attempts.get().sends == 1


@pytest.mark.parametrize("behaviour", ["error_before", "reset_before", "rate_limited", "refused"])
def test_what_never_arrived_is_sent_again_under_the_same_key(make_payment, mila, boris, behaviour):
    refund = approved(make_payment, mila, boris, behaviour)
    worker_runs()
    first = refund.attempts.get()
    assert first.state == "unknown"

    for _ in range(3):
        time_to_ask(refund)
        worker_runs()

    attempt = refund.attempts.get()
    assert (attempt.state, attempt.sends) == ("succeeded", 2)
    assert attempt.idempotency_key == first.idempotency_key
    assert at_the_gateway(refund.payment) == [(8900, "succeeded")]


def test_what_is_sent_again_after_an_hour_is_asked_about_as_soon_as_the_first_time(make_payment, mila, boris):
    refund = approved(make_payment, mila, boris, "error_before", "error_before")
    worker_runs()
    an_hour_ago = timezone.now() - timedelta(hours=1)
    RefundAttempt.objects.update(checks=9, sent_at=an_hour_ago)

    time_to_ask(refund)
    worker_runs()

    attempt = refund.attempts.get()
    assert (attempt.state, attempt.sends) == ("unknown", 2)
    assert attempt.next_check_at - timezone.now() < timedelta(minutes=1)


def test_a_gateway_that_answers_every_send_with_an_error_is_asked_ever_more_seldom(make_payment, mila, boris):
    refund = approved(make_payment, mila, boris, *["error_before"] * 20)
    worker_runs()
    waits = []
    for _ in range(12):
        time_to_ask(refund)
        worker_runs()
        attempt = refund.attempts.get()
        waits.append((attempt.next_check_at - timezone.now()).total_seconds())
    assert attempt.state == "unknown" and attempt.sends > 5
    assert max(waits[:3]) < 60 < 300 < waits[-1]


def test_a_key_that_the_gateway_may_have_forgotten_is_never_sent_again(make_payment, mila, boris):
    refund = approved(make_payment, mila, boris, "error_before")
    worker_runs()
    RefundAttempt.objects.update(key_expires_at="2026-01-01T00:00Z")

    for _ in range(4):
        time_to_ask(refund)
        worker_runs()

    attempt = refund.attempts.get()
    assert (attempt.state, attempt.sends) == ("unknown", 1)
    assert attempt.next_check_at is not None
    assert "too old" in again(refund).attention
    assert at_the_gateway(refund.payment) == []


def test_a_gateway_that_names_another_amount_moves_nothing(make_payment, mila, boris):
    refund = approved(make_payment, mila, boris, "pending")
    worker_runs()
    attempt = refund.attempts.get()
    wrong = Outcome(state=OutcomeState.SUCCEEDED, amount_minor=1, currency="EUR")

    apply_refund_outcome(attempt.pk, wrong, Actor.system("test"))

    assert again(refund).state == Refund.State.PROCESSING
    assert "another amount" in again(refund).attention


def test_a_refusal_gives_the_reserve_back_and_calls_a_person(make_payment, mila, boris):
    refund = approved(make_payment, mila, boris, "decline")
    worker_runs()

    refund = again(refund)
    assert refund.state == Refund.State.FAILED
    assert refund.attention
    assert (refund.payment.reserved_minor, refund.payment.refunded_minor) == (0, 0)
    assert bookings(refund) == [("reserve", 1), ("release", 1)]


def test_money_that_comes_back_later_reopens_the_refund(make_payment, mila, boris):
    from tests.desk import sandbox

    refund = approved(make_payment, mila, boris)
    worker_runs()
    attempt = refund.attempts.get()
    sandbox().console.advance(attempt.gateway_reference, "failed")

    for _ in range(2):
        apply_refund_outcome(attempt.pk, sandbox().read_refund(attempt.gateway_reference), Actor.system("test"))

    refund = again(refund)
    assert refund.state == Refund.State.FAILED
    assert (refund.payment.reserved_minor, refund.payment.refunded_minor) == (0, 0)
    assert bookings(refund) == [*PAID, ("reverse", 1)]
    assert letters(refund)[-1] == "came_back"
    assert letters(refund).count("came_back") == 1


def test_store_credit_is_on_the_account_the_moment_the_refund_is_complete(make_payment, mila, boris):
    refund = approved(make_payment, mila, boris, rail="store_credit")
    worker_runs()

    assert again(refund).state == Refund.State.COMPLETED
    assert mila.credit_accounts.get().balance_minor == 8900
    assert at_the_gateway(refund.payment) == []
    assert bookings(refund) == PAID
