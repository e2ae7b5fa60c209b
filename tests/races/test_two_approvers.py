"""Eight processes decide the same refund at the same instant: the money is released once, or not at all."""

from __future__ import annotations

import os
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from customers.actors import Actor
from customers.models import User
from refunds.actions.approve_refund import approve_refund
from refunds.actions.cancel_refund import cancel_refund
from refunds.actions.change_refund import change_refund
from refunds.fingerprint import seen_hash
from refunds.models import JournalEntry, Refund, WorkOrder
from refunds.tasks import work_due_orders
from tests.cast import staff_member
from tests.crowd import all_at_once
from tests.desk import approve, ask, at_the_gateway, known_to_sandbox

ROUNDS = int(os.environ.get("APPROVER_ROUNDS", "10"))
PEOPLE = 8

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.slow, pytest.mark.four_eyes]


@pytest.mark.parametrize(("total_minor", "first_state"), [(45_000, "Conflict"), (60_000, "under_review")])
def test_approvers_at_once_release_it_once(make_payment, mila, limits, total_minor, first_state):
    approvers = [staff_member(f"Approver{n}", "One", "approver") for n in range(PEOPLE)]
    refunds = [ask(make_payment(mila, total_minor=total_minor)) for _ in range(ROUNDS)]
    seen = [seen_hash(refund) for refund in refunds]

    def decide(person: int, this: int) -> str:
        who = User.objects.get(pk=approvers[person].pk)
        return approve_refund(actor=Actor.user(who), reference=refunds[this].reference, seen=seen[this]).state

    results = all_at_once(PEOPLE, decide, ROUNDS)

    answers = sorted(["approved", first_state, *["Conflict"] * (PEOPLE - 2)])
    assert all(sorted(given) == answers for given in results)
    assert JournalEntry.objects.filter(kind="reserve").count() == ROUNDS
    assert WorkOrder.objects.count() == ROUNDS


def test_approvals_and_changes_at_once_never_release_what_was_not_seen(make_payment, mila, ana, limits):
    """Four say yes to what they saw, four make it less: one of the eight is heard."""
    approvers = [staff_member(f"Approver{n}", "One", "approver") for n in range(PEOPLE // 2)]
    refunds = [ask(make_payment(mila, total_minor=45_000)) for _ in range(ROUNDS)]
    seen = [seen_hash(refund) for refund in refunds]

    def act(person: int, this: int) -> str:
        reference = refunds[this].reference
        if person < PEOPLE // 2:
            who = Actor.user(User.objects.get(pk=approvers[person].pk))
            return approve_refund(actor=who, reference=reference, seen=seen[this]).state
        who = Actor.user(User.objects.get(pk=ana.pk))
        wish = {"amount_minor": 40_000 + person, "seen": seen[this], "words": "Less was broken."}
        return change_refund(actor=who, reference=reference, **wish).state

    for answers in all_at_once(PEOPLE, act, ROUNDS):
        assert Counter(answers)["Conflict"] == PEOPLE - 1
    for refund in Refund.objects.all():
        assert (refund.state == "approved") == (refund.amount_minor == 45_000)
        assert refund.approvals.count() == (1 if refund.state == "approved" else 0)


def test_cancellations_and_workers_never_both_win(make_payment, mila, boris):
    """Each order is due in its own round only: else the first round would take them all."""
    refunds = [ask(known_to_sandbox(make_payment(mila, total_minor=45_000))) for _ in range(ROUNDS)]
    for refund in refunds:
        approve(refund, boris)
    WorkOrder.objects.update(due_at=timezone.now() + timedelta(days=1))

    def act(person: int, this: int) -> str:
        if person < PEOPLE // 2:
            return cancel_refund(actor=Actor.customer(mila), reference=refunds[this].reference).state
        WorkOrder.objects.filter(payload__refund=refunds[this].pk, state="due").update(due_at=timezone.now())
        return str(work_due_orders())

    for answers in all_at_once(PEOPLE, act, ROUNDS):
        assert answers.count("canceled") <= 1
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
    while Refund.objects.filter(state=Refund.State.APPROVED).exists():
        work_due_orders()  # a round ends after some seconds; what it did not come to is due at the next

    for refund in Refund.objects.select_related("payment"):
        assert refund.state == Refund.State.COMPLETED
        assert at_the_gateway(refund.payment) == [(45_000, "succeeded")]
