"""One person gives goodwill from many places at once: together never more than their day allows."""

from __future__ import annotations

import pytest

from customers.actors import Actor
from customers.models import User
from refunds.actions.approve_refund import approve_refund
from refunds.actions.request_refund import request_refund
from refunds.fingerprint import seen_hash
from refunds.models import Approval, GoodwillDay, GoodwillLimit, Refund
from tests.crowd import all_at_once

PEOPLE, ROUNDS = 10, 5
"""Fifty in all, ten at a time."""

PART, FITTING = 1_000, 10

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.slow, pytest.mark.four_eyes]


def test_fifty_requests_of_ana_at_once_are_ten(make_payment, mila, ana):
    GoodwillLimit.objects.filter(role="agent").update(per_day_minor=PART * FITTING)
    payments = [make_payment(mila, total_minor=5_000).reference for _ in range(PEOPLE * ROUNDS)]

    def ask(person: int, this: int) -> str:
        return request_refund(
            actor=Actor.user(User.objects.get(pk=ana.pk)),
            payment_reference=payments[this * PEOPLE + person],
            amount_minor=PART,
            reason=Refund.Reason.GOODWILL,
            origin=Refund.Origin.STAFF,
        ).state

    answers = [answer for answers in all_at_once(PEOPLE, ask, ROUNDS) for answer in answers]

    assert sorted(set(answers)) == ["NotAllowed", "under_review"]
    assert answers.count("under_review") == FITTING == Refund.objects.count()
    assert GoodwillDay.objects.get(person=ana).given_minor == PART * FITTING


def test_fifty_approvals_of_boris_at_once_are_ten(make_payment, mila, lena, boris):
    GoodwillLimit.objects.filter(role="approver").update(per_day_minor=PART * FITTING)
    waiting = [_promised(make_payment(mila, total_minor=5_000), lena) for _ in range(PEOPLE * ROUNDS)]

    def approve(person: int, this: int) -> str:
        reference, seen = waiting[this * PEOPLE + person]
        return approve_refund(actor=Actor.user(User.objects.get(pk=boris.pk)), reference=reference, seen=seen).state

    answers = [answer for answers in all_at_once(PEOPLE, approve, ROUNDS) for answer in answers]

    assert answers.count("approved") == FITTING == Approval.objects.count()
    assert answers.count("NotAllowed") == PEOPLE * ROUNDS - FITTING
    assert GoodwillDay.objects.get(person=boris).given_minor == PART * FITTING


def _promised(payment, person) -> tuple[str, str]:
    refund = request_refund(
        actor=Actor.user(person),
        payment_reference=payment.reference,
        amount_minor=PART,
        reason=Refund.Reason.GOODWILL,
        origin=Refund.Origin.STAFF,
    )
    return refund.reference, seen_hash(refund)
