"""Many checkouts and one customer's credit: together they never spend more than there is, and none stops half way."""

from __future__ import annotations

import os

import pytest

from customers.actors import Actor
from customers.models import CreditAccount, CreditEntry, CreditHold, User
from refunds.actions.correct_credit import correct_credit
from refunds.actions.credit_holds import capture_hold, give_back_credit, hold_credit
from refunds.models import GoodwillLimit
from reporting.checks import find_faults
from tests.crowd import all_at_once, killed_at

ROUNDS = int(os.environ.get("RACE_ROUNDS", "10"))
CHECKOUTS = 6
PART = 3_000
"""Three parts of 10,000 fit, six are tried."""

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.slow]


@pytest.fixture
def credit(mila, lena) -> CreditAccount:
    limits = {"up_to_minor": 10**9, "per_day_minor": 10**9}
    GoodwillLimit.objects.update_or_create(role="lead", currency="EUR", defaults=limits)
    correction = correct_credit(
        actor=Actor.user(lena),
        customer_reference=mila.reference,
        currency="EUR",
        amount_minor=10_000 * ROUNDS,
        reason="For the race.",
    )
    return correction.account


def test_six_checkouts_at_once_never_spend_more_than_there_is(credit, mila, fatima):
    def spend(_checkout: int, _round: int) -> str:
        actor = Actor.user(User.objects.get(pk=fatima.pk))
        held = hold_credit(
            actor=actor,
            customer_reference=mila.reference,
            currency="EUR",
            amount_minor=PART,
            order_reference="RACE",
        )
        return capture_hold(actor=actor, reference=held.reference).state

    results = all_at_once(CHECKOUTS, spend, ROUNDS)

    answers = [answer for answers in results for answer in answers]
    fitting = 10_000 * ROUNDS // PART
    assert sorted(set(answers)) == ["Conflict", "captured"]
    assert answers.count("captured") == fitting
    account = CreditAccount.objects.get()
    assert (account.balance_minor, account.held_minor) == (10_000 * ROUNDS - fitting * PART, 0)
    assert not find_faults()


def test_one_hold_is_captured_once_and_given_back_once_however_many_try(credit, mila, fatima):
    held = hold_credit(
        actor=Actor.user(fatima),
        customer_reference=mila.reference,
        currency="EUR",
        amount_minor=PART,
        order_reference="RACE",
    )

    def capture(_checkout: int, this: int) -> str:
        actor = Actor.user(User.objects.get(pk=fatima.pk))
        if this == 0:
            return capture_hold(actor=actor, reference=held.reference).state
        return give_back_credit(actor=actor, reference=held.reference, amount_minor=PART).reference

    first, second = all_at_once(CHECKOUTS, capture, 2)

    assert sorted(first) == ["Conflict"] * 5 + ["captured"]
    assert sorted(second) == [held.reference] + ["Conflict"] * 5
    assert not find_faults()


def test_a_checkout_that_is_killed_in_between_leaves_nothing_half(credit, mila, fatima):
    actor = Actor.user(fatima)
    held = hold_credit(
        actor=actor, customer_reference=mila.reference, currency="EUR", amount_minor=PART, order_reference="RACE"
    )

    assert killed_at("inside_credit", lambda: capture_hold(actor=actor, reference=held.reference))

    held.refresh_from_db()
    assert (held.state, CreditEntry.objects.filter(kind="spend").count()) == ("open", 0)
    assert not find_faults()
    assert capture_hold(actor=actor, reference=held.reference).state == "captured"
    assert CreditHold.objects.get().captured_minor == PART
    assert not find_faults()
