"""What a customer asked for before decides how closely the next request is looked at."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from customers.actors import Actor
from customers.clock import clock_at
from customers.models import Payment
from refunds.actions.cancel_refund import cancel_refund
from refunds.actions.habits import habits_of
from tests.desk import approve, ask, known_to_sandbox, worker_runs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox")]


def facts_of(refund) -> dict:
    return refund.decisions.get().facts


def test_the_same_amount_of_the_same_payment_again_is_suspected(make_payment, mila):
    payment = make_payment(mila, total_minor=10_000)
    first = ask(payment, amount_minor=2_000)
    other = ask(Payment.objects.get(pk=payment.pk), amount_minor=2_001)
    again = ask(Payment.objects.get(pk=payment.pk), amount_minor=2_000)

    assert facts_of(first)["duplicate_references"] == facts_of(other)["duplicate_references"] == []
    assert facts_of(again)["duplicate_references"] == [first.reference]
    assert again.state == "under_review"


def test_what_was_taken_back_or_is_long_ago_is_no_duplicate(make_payment, mila, tom):
    payment = make_payment(mila, total_minor=10_000)
    taken_back = ask(payment, amount_minor=6_000)
    cancel_refund(actor=Actor.customer(mila), reference=taken_back.reference)
    with clock_at(timezone.now() - timedelta(days=31)):
        ask(payment, amount_minor=6_000)
    ask(make_payment(tom, total_minor=6_000), amount_minor=6_000)

    assert facts_of(ask(payment, amount_minor=6_000))["duplicate_references"] == []


def test_requests_and_money_of_the_last_months_are_counted(make_payment, mila, boris):
    for _ in range(3):
        refund = ask(known_to_sandbox(make_payment(mila, total_minor=45_000)))
        approve(refund, boris)
    worker_runs()
    payment = make_payment(mila, total_minor=1_000)
    foreign = make_payment(mila, total_minor=1_000, currency="USD")

    habits = habits_of(payment, 1_000, timezone.now())

    assert (habits.requests_30d, habits.refunds_90d, habits.refunded_90d_minor) == (3, 3, 135_000)
    assert habits_of(foreign, 1_000, timezone.now()).refunded_90d_minor == 0
    assert habits_of(payment, 1_000, timezone.now() + timedelta(days=91)).refunds_90d == 0
