"""Eight people and one payment: together they never give back more than was captured."""

from __future__ import annotations

import os

import pytest
from django.db import connection

from customers.actors import Actor
from customers.models import Payment, User
from refunds.actions.approve_refund import approve_refund
from refunds.actions.request_refund import request_refund
from refunds.fingerprint import seen_hash
from refunds.models import Refund
from tests.cast import staff_member
from tests.crowd import all_at_once

ROUNDS = int(os.environ.get("RACE_ROUNDS", "15"))
PEOPLE = 8
CAPTURED = 10_000
PART = 3_000
"""Three parts fit, eight are tried."""

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.slow]


def test_eight_approvals_at_once_never_exceed_what_was_captured(make_payment, mila, limits):
    approvers = [staff_member(f"Approver{n}", "One", "approver") for n in range(PEOPLE)]
    payments = [make_payment(mila, total_minor=CAPTURED) for _ in range(ROUNDS)]
    waiting = [[_wish(payment) for _ in range(PEOPLE)] for payment in payments]

    def approve(person: int, this: int) -> str:
        reference, seen = waiting[this][person]
        approver = User.objects.get(pk=approvers[person].pk)
        return approve_refund(actor=Actor.user(approver), reference=reference, seen=seen).state

    results = all_at_once(PEOPLE, approve, ROUNDS)

    for answers in results:
        assert sorted(answers) == ["Conflict"] * 5 + ["approved"] * 3
    assert _overdrawn() == []
    assert {p.reserved_minor for p in Payment.objects.filter(pk__in=[p.pk for p in payments])} == {3 * PART}


def test_eight_requests_at_once_never_exceed_it_either(make_payment, mila):
    payments = [make_payment(mila, total_minor=CAPTURED) for _ in range(ROUNDS)]

    def ask(person: int, this: int) -> str:
        return request_refund(
            actor=Actor.customer(mila),
            payment_reference=payments[this].reference,
            amount_minor=PART + person,
            reason=Refund.Reason.DAMAGED,
            origin=Refund.Origin.PORTAL,
        ).state

    all_at_once(PEOPLE, ask, ROUNDS)
    assert _overdrawn() == []


def _wish(payment: Payment) -> tuple[str, str]:
    refund = request_refund(
        actor=Actor.customer(payment.customer),
        payment_reference=payment.reference,
        amount_minor=PART,
        reason=Refund.Reason.FRAUD,
        origin=Refund.Origin.PORTAL,
    )
    if refund.state != Refund.State.UNDER_REVIEW:
        pytest.fail(f"The policy did not put it before a person: {refund.state}")
    return refund.reference, seen_hash(refund)


def _overdrawn() -> list[tuple]:
    """Payments whose money-holding refunds exceed the captured amount, in plain SQL."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.reference, p.captured_minor, sum(r.amount_minor) FROM customers_payment p"
            " JOIN refunds_refund r ON r.payment_id = p.id AND r.state IN ('approved', 'processing', 'completed')"
            " GROUP BY p.id HAVING sum(r.amount_minor) > p.captured_minor"
            " OR sum(r.amount_minor) <> p.reserved_minor + p.refunded_minor"
        )
        return cursor.fetchall()
