"""Which payment an alert is about: found for sure, or before a person who says it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from customers.actors import Actor
from customers.errors import BadInput, Conflict, NotAllowed
from disputes.actions.match_alert import match_alert
from disputes.models import Alert
from tests.desk import known_to_sandbox
from tests.disputes.prevention.desk import again, alerted, kinds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox")]


@pytest.fixture
def payment(make_payment, mila):
    return known_to_sandbox(make_payment(mila, total_minor=8_900, card_last4="4242", order_reference="LH-10234"))


def by_card(payment, fatima, provider="ethoca", **facts):
    """The provider knows only what stands on the card statement."""
    facts = {
        "payment_reference": "",
        "card_last4": payment.card_last4,
        "paid_on": payment.captured_at.date(),
        "number": "only-the-card",
        **facts,
    }
    return alerted(payment, fatima, provider, **facts)


def test_card_amount_and_day_find_it(payment, fatima, ana):
    for number, apart in enumerate((-2, 0, 1)):
        day = payment.captured_at.date() + timedelta(days=apart)
        assert by_card(payment, fatima, paid_on=day, number=f"n{number}").payment == payment


@pytest.mark.parametrize(
    "other",
    [{"card_last4": "1111"}, {"amount_minor": 8_901}, {"currency": "USD"}, {"paid_on": None}, {"card_last4": ""}],
)
def test_one_thing_that_differs_leaves_it_to_a_person(payment, fatima, ana, other):
    alert = by_card(payment, fatima, arn="74027000000000000000000", **other)
    assert (alert.payment, alert.state, alert.owner) == (None, "received", ana)
    assert "alert.payment_not_found" in kinds(alert)


def test_another_day_leaves_it_to_a_person(payment, fatima, ana):
    assert by_card(payment, fatima, paid_on=payment.captured_at.date() + timedelta(days=4)).payment is None


def test_two_that_fit_leave_it_to_a_person_unless_the_order_stands_on_the_statement(
    payment, make_payment, mila, fatima, ana
):
    make_payment(mila, total_minor=8_900, card_last4="4242", order_reference="LH-10235")
    assert by_card(payment, fatima).payment is None
    assert by_card(payment, fatima, descriptor="LUMEN*LH-10234 BERLIN", number="n2").payment == payment


def test_a_number_that_is_not_ours_is_not_replaced_by_what_looks_like_it(payment, fatima, ana):
    assert by_card(payment, fatima, payment_reference="pay_elsewhere").payment is None


def test_the_arn_may_be_the_gateways_number(payment, fatima, ana):
    assert by_card(payment, fatima, card_last4="", arn=payment.gateway_reference).payment == payment


def test_what_is_told_later_finds_it(payment, fatima, ana):
    alert = by_card(payment, fatima, card_last4="4242", paid_on=None)
    assert alert.payment is None
    by_card(payment, fatima)
    assert again(alert).payment == payment
    assert Alert.objects.count() == 1


def test_a_person_says_which_one_and_the_networks_money_is_booked(payment, fatima, ana):
    alert = by_card(payment, fatima, "rdr", paid_on=None)
    match_alert(actor=Actor.user(ana), reference=alert.reference, payment=payment.reference.lower())
    now = again(alert)
    assert (now.payment, now.state, now.refund.state) == (payment, "resolved", "completed")
    with pytest.raises(Conflict):
        match_alert(actor=Actor.user(ana), reference=alert.reference, payment=payment.reference)
    assert payment.refunds.count() == 1


@pytest.mark.parametrize(
    ("wish", "refused"),
    [
        ({"currency": "USD"}, BadInput),
        ({"total_minor": 100}, BadInput),
        ({"card_last4": "9999"}, BadInput),
    ],
)
def test_a_payment_that_cannot_be_meant_is_refused(wish, refused, payment, make_payment, mila, fatima, ana):
    alert = by_card(payment, fatima, paid_on=None)
    other = make_payment(mila, **{"card_last4": "4242", "total_minor": 8_900, **wish})
    with pytest.raises(refused):
        match_alert(actor=Actor.user(ana), reference=alert.reference, payment=other.reference)
    assert again(alert).payment is None


@pytest.mark.parametrize("number", ["", "PM-0000-000000", "a\x00b", "x" * 300])
def test_a_number_that_is_none_is_said_so(payment, fatima, ana, number):
    alert = by_card(payment, fatima, paid_on=None)
    with pytest.raises(BadInput):
        match_alert(actor=Actor.user(ana), reference=alert.reference, payment=number)


def test_who_only_reads_matches_nothing(payment, fatima, ana, ayaka):
    alert = by_card(payment, fatima, paid_on=None)
    with pytest.raises(NotAllowed):
        match_alert(actor=Actor.user(ayaka), reference=alert.reference, payment=payment.reference)
