"""A plan is approved while its payments and refunds move: all of it or nothing, and never more than is left."""

from __future__ import annotations

import os

import pytest

from customers.actors import Actor
from customers.models import Payment, User
from refunds.actions.approve_refund import approve_refund
from refunds.actions.cancel_refund import cancel_refund
from refunds.actions.decide_plan import approve_plan, plan_hash
from refunds.actions.quote_plan import PlanWish, quote_plan
from refunds.actions.request_plan import request_plan
from refunds.fingerprint import seen_hash
from refunds.models import Refund, RefundPlan
from refunds.screens import plan_in_full
from tests.crowd import all_at_once
from tests.desk import ask

ROUNDS = int(os.environ.get("APPROVER_ROUNDS", "10"))

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.slow, pytest.mark.four_eyes]


def _order(make_payment, mila, number: int) -> list[Payment]:
    return [make_payment(mila, total_minor=20_000, order_reference=f"LH-{number}") for _ in range(2)]


def _plan(order: list[Payment], ana) -> tuple[str, str]:
    actor, wish = Actor.user(ana), PlanWish(reason="other")
    asked = {"actor": actor, "payment_reference": order[0].reference, "wish": wish}
    plan = request_plan(seen=quote_plan(**asked).seen, origin="staff", **asked)
    return plan.reference, plan_hash(list(plan_in_full(plan.reference).refunds.all()))


def test_the_plan_or_another_refund_of_the_payment_wins_and_never_both(make_payment, mila, ana, boris, chidi):
    orders = [_order(make_payment, mila, number) for number in range(ROUNDS)]
    plans = [_plan(order, ana) for order in orders]
    rivals = [ask(order[1], amount_minor=15_000, reason="fraud") for order in orders]
    seen = [seen_hash(rival) for rival in rivals]

    def decide(person: int, this: int) -> str:
        if person == 0:
            reference, shown = plans[this]
            who = Actor.user(User.objects.get(pk=boris.pk))
            return approve_plan(actor=who, reference=reference, seen=shown).state
        who = Actor.user(User.objects.get(pk=chidi.pk))
        return approve_refund(actor=who, reference=rivals[this].reference, seen=seen[this]).state

    for answers in all_at_once(2, decide, ROUNDS):
        assert sorted(answers) == ["Conflict", "approved"]
    for (reference, _seen), rival in zip(plans, rivals, strict=True):
        states = {refund.state for refund in RefundPlan.objects.get(reference=reference).refunds.all()}
        assert len(states) == 1
        assert (states == {"approved"}) != (Refund.objects.get(pk=rival.pk).state == "approved")
    assert not [payment for payment in Payment.objects.all() if payment.left_minor < 0]


def test_a_piece_taken_back_while_the_plan_is_approved(make_payment, mila, ana, boris):
    plans = [_plan(_order(make_payment, mila, number), ana) for number in range(ROUNDS)]

    def act(person: int, this: int) -> str:
        reference, shown = plans[this]
        if person == 0:
            who = Actor.user(User.objects.get(pk=boris.pk))
            return approve_plan(actor=who, reference=reference, seen=shown).state
        piece = Refund.objects.filter(plan__reference=reference).order_by("-pk")[0]
        return cancel_refund(actor=Actor.customer(mila), reference=piece.reference).state

    for answers in all_at_once(2, act, ROUNDS):
        assert sorted(answers) in (["Conflict", "canceled"], ["approved", "canceled"])
    for reference, _seen in plans:
        plan = RefundPlan.objects.get(reference=reference)
        first, second = plan.refunds.order_by("pk")
        assert (plan.state, first.state) in [("approved", "approved"), ("open", "under_review")]
        assert second.state == "canceled"
