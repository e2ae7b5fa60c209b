"""Two people, or the same alert twice, at the same instant: one refund, one alert, the network's money once."""

from __future__ import annotations

import os
from collections import Counter

import pytest

from customers import clock
from customers.actors import Actor
from customers.errors import Conflict
from disputes.actions.decide_alert import leave_alone, refund_for_alert
from disputes.actions.take_alert import Told, bring_alert
from disputes.models import Alert
from refunds.ledger import accounts
from refunds.ledger.balances import balance
from refunds.models import Refund
from tests.crowd import all_at_once
from tests.disputes.prevention.desk import again, alerted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.slow, pytest.mark.four_eyes]

ROUNDS = int(os.environ.get("RACE_ROUNDS", "5"))


def test_two_people_pay_the_same_alert_back_and_there_is_one_refund(make_payment, mila, ana, boris, lena, fatima):
    people, alerts = [ana, boris, lena], [alerted(make_payment(mila), fatima, number=f"a{n}") for n in range(ROUNDS)]

    def act(person: int, this: int) -> str:
        try:
            refund_for_alert(actor=Actor.user(people[person]), reference=alerts[this].reference)
        except Conflict:
            return "too late"
        return "asked"

    told = _counted(all_at_once(len(people), act, ROUNDS))
    assert told["asked"] == ROUNDS
    assert told["too late"] == 2 * ROUNDS
    assert Refund.objects.count() == ROUNDS
    assert {again(alert).state for alert in alerts} <= {"refunding", "received"}


def test_paying_back_and_leaving_alone_at_once_is_one_of_both(make_payment, mila, ana, boris, fatima):
    alerts = [alerted(make_payment(mila), fatima, number=f"b{n}") for n in range(ROUNDS)]

    def act(person: int, this: int) -> str:
        try:
            if person:
                leave_alone(actor=Actor.user(boris), reference=alerts[this].reference, words="We wait.")
                return "left"
            refund_for_alert(actor=Actor.user(ana), reference=alerts[this].reference)
        except Conflict:
            return "too late"
        return "asked"

    all_at_once(2, act, ROUNDS)
    for alert in map(again, alerts):
        assert (alert.state == "declined") == (alert.refund is None)


@pytest.mark.parametrize("is_known", [True, False])
def test_the_same_alert_at_once_is_one_and_booked_once(is_known, make_payment, mila, ana, fatima):
    payments = [make_payment(mila) for _ in range(ROUNDS)]

    def act(person: int, this: int) -> str:
        payment = payments[this]
        number = payment.gateway_reference if is_known else "pay_elsewhere"
        told = Told(
            "rdr", f"r{this}", payment.captured_minor, payment.currency, paid_outside=True,
            payment_reference=number, alerted_at=clock.now(),
        )  # fmt: skip
        _alert, is_new = bring_alert(actor=Actor.user(fatima), told=told)
        return "new" if is_new else "known"

    told = _counted(all_at_once(3, act, ROUNDS))
    assert (told["new"], told["known"]) == (ROUNDS, 2 * ROUNDS)
    assert Alert.objects.count() == ROUNDS
    booked = sum(payment.captured_minor for payment in payments) if is_known else 0
    assert balance(accounts.REFUNDS_GRANTED, payments[0].currency) == booked


def _counted(answers: list[list[str]]) -> Counter[str]:
    return Counter(answer for this in answers for answer in this)
