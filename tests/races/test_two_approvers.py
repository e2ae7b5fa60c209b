"""Two people decide the same refund at the same instant: the money is released once."""

from __future__ import annotations

import os

import pytest

from customers.actors import Actor
from customers.models import User
from refunds.actions.approve_refund import approve_refund
from refunds.actions.cancel_refund import cancel_refund
from refunds.fingerprint import seen_hash
from refunds.models import JournalEntry, Refund, WorkOrder
from refunds.tasks import work_due_orders
from tests.crowd import all_at_once
from tests.desk import approve, ask, at_the_gateway, known_to_sandbox

ROUNDS = int(os.environ.get("APPROVER_ROUNDS", "15"))

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.slow, pytest.mark.four_eyes]


@pytest.mark.parametrize(("total_minor", "first_state"), [(45_000, "Conflict"), (60_000, "under_review")])
def test_two_approvers_at_once_release_it_once(make_payment, mila, boris, chidi, total_minor, first_state):
    refunds = [ask(make_payment(mila, total_minor=total_minor)) for _ in range(ROUNDS)]
    seen = [seen_hash(refund) for refund in refunds]

    def decide(person: int, this: int) -> str:
        who = User.objects.get(pk=[boris.pk, chidi.pk][person])
        return approve_refund(actor=Actor.user(who), reference=refunds[this].reference, seen=seen[this]).state

    results = all_at_once(2, decide, ROUNDS)

    assert all(sorted(answers) == sorted([first_state, "approved"]) for answers in results)
    assert JournalEntry.objects.filter(kind="reserve").count() == ROUNDS
    assert WorkOrder.objects.count() == ROUNDS


def test_a_cancellation_and_the_worker_never_both_win(make_payment, mila, boris):
    refunds = [ask(known_to_sandbox(make_payment(mila, total_minor=45_000))) for _ in range(ROUNDS)]
    for refund in refunds:
        approve(refund, boris)

    def act(person: int, this: int) -> str:
        if person == 0:
            return cancel_refund(actor=Actor.customer(mila), reference=refunds[this].reference).state
        return str(work_due_orders())

    all_at_once(2, act, ROUNDS)
    work_due_orders()

    for refund in Refund.objects.select_related("payment"):
        paid = at_the_gateway(refund.payment)
        assert (refund.state, len(paid)) in [("canceled", 0), ("completed", 1)]
        assert refund.payment.reserved_minor == 0


def test_two_workers_at_once_send_each_refund_once(make_payment, mila, boris):
    refunds = [ask(known_to_sandbox(make_payment(mila, total_minor=45_000))) for _ in range(ROUNDS)]
    for refund in refunds:
        approve(refund, boris)

    all_at_once(4, lambda person, this: work_due_orders())

    for refund in Refund.objects.select_related("payment"):
        assert refund.state == Refund.State.COMPLETED
        assert at_the_gateway(refund.payment) == [(45_000, "succeeded")]
