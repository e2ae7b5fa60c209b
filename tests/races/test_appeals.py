"""An appeal and those who decided before: at the same instant asked twice, and decided by whom it may not be."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from customers.actors import Actor
from customers.models import Customer, User
from refunds.actions.appeal_refund import appeal_refund
from refunds.actions.approve_refund import approve_refund
from refunds.actions.reject_refund import reject_refund
from refunds.fingerprint import seen_hash
from refunds.models import Appeal, Refund, Rejection
from tests.cast import staff_member
from tests.crowd import all_at_once
from tests.desk import again, ask

ROUNDS = int(os.environ.get("APPEAL_ROUNDS", "3"))
PEOPLE = 6

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.slow, pytest.mark.four_eyes]


@pytest.fixture
def turned_down(make_payment, mila, boris) -> list[Refund]:
    """Boris said no to each."""
    refunds = [ask(make_payment(mila, total_minor=45_000), reason="damaged") for _ in range(ROUNDS)]
    for refund in refunds:
        seen = seen_hash(again(refund))
        reject_refund(actor=Actor.user(boris), reference=refund.reference, seen=seen, explanation="No.")
    return [again(refund) for refund in refunds]


def test_an_appeal_that_is_sent_six_times_is_one(turned_down, mila):
    def act(person: int, this: int) -> str:
        who = Actor.customer(Customer.objects.get(pk=mila.pk))
        appeal_refund(actor=who, reference=turned_down[this].reference, words=f"Please, {person}.")
        return "appealed"

    for answers in all_at_once(PEOPLE, act, ROUNDS):
        assert Counter(answers) == {"appealed": 1, "Conflict": PEOPLE - 1}
    assert Appeal.objects.count() == ROUNDS


def test_of_those_who_decide_at_once_one_is_heard_and_never_who_decided_before(turned_down, mila, boris):
    """Boris and five others, each with a yes or a no, while the customer asks; what they saw is what is there then."""
    others = [staff_member(f"Approver{n}", "One", "approver") for n in range(PEOPLE - 1)]
    for refund in turned_down:
        appeal_refund(actor=Actor.customer(mila), reference=refund.reference, words="Please.")
    seen = [seen_hash(again(refund)) for refund in turned_down]

    def act(person: int, this: int) -> str:
        pk = boris.pk if person == 0 else others[person - 1].pk
        what = {"actor": Actor.user(User.objects.get(pk=pk)), "reference": turned_down[this].reference}
        if (person + this) % 2:
            return reject_refund(**what, seen=seen[this], explanation="No.").state
        return approve_refund(**what, seen=seen[this]).state

    for answers in all_at_once(PEOPLE, act, ROUNDS):
        heard = Counter(answers)
        assert heard["NotAllowed"] == 1 and heard["Conflict"] == PEOPLE - 2
        assert heard["approved"] + heard["rejected"] == 1
    for refund in turned_down:
        approvers = [approval.approver_id for approval in refund.approvals.all()]
        second = Rejection.objects.filter(refund=refund, number=2).values_list("person", flat=True)
        assert boris.pk not in (*approvers, *second) and len([*approvers, *second]) == 1
