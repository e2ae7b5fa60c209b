"""What a card network has paid back by its own rule is booked once, lowers the ceiling, and is never refunded again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from customers.actors import Actor
from customers.errors import BadInput, Conflict
from customers.models import Message
from disputes.actions.decide_alert import look_at_it, refund_for_alert
from disputes.models import Alert, Dispute
from refunds.ledger import accounts
from refunds.ledger.balances import balance
from refunds.models import JournalLine, Refund
from tests import desk
from tests.desk import approve, ask, known_to_sandbox, worker_runs
from tests.disputes.conftest import TAKEN
from tests.disputes.prevention.desk import again, alerted, kinds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox")]


@pytest.fixture
def payment(make_payment, mila):
    return known_to_sandbox(make_payment(mila, total_minor=8_900))


def books(payment) -> tuple[int, int]:
    """What was granted in refunds, and what the gateway's account lost."""
    gateway = accounts.gateway_balance(payment.gateway, payment.gateway_account)
    return balance(accounts.REFUNDS_GRANTED, "EUR"), balance(gateway, "EUR")


def test_it_is_a_refund_made_outside(payment, fatima, ana):
    alert = alerted(payment, fatima, "rdr")
    refund = desk.again(alert.refund)
    assert (alert.state, alert.owner, alert.attention) == ("resolved", None, "")
    assert (refund.state, refund.origin, refund.amount_minor) == ("completed", "gateway", 8_900)
    payment.refresh_from_db()
    assert (payment.refunded_minor, payment.left_minor) == (8_900, 0)
    assert books(payment) == (8_900, -8_900)
    assert kinds(alert)[-2:] == ["alert.booked", "alert.resolved"]
    assert desk.at_the_gateway(payment) == [], "nothing left from here"


def test_nothing_is_left_to_refund_afterwards(payment, fatima, ana, mila):
    alert = alerted(payment, fatima, "rdr")
    with pytest.raises(Conflict, match="twice"):
        refund_for_alert(actor=Actor.user(ana), reference=alert.reference)
    with pytest.raises(BadInput):
        ask(payment)
    assert Refund.objects.count() == 1


def test_told_twice_it_is_booked_once(payment, fatima, ana):
    first = alerted(payment, fatima, "rdr")
    assert alerted(payment, fatima, "rdr") == first
    assert Refund.objects.count() == 1
    assert books(payment) == (8_900, -8_900)


def test_a_request_that_waits_is_ended_by_it(payment, fatima, ana, boris):
    waiting = ask(payment)
    alert = alerted(payment, fatima, "rdr")
    assert again(alert).refund == waiting
    assert desk.again(waiting).state == "completed"
    worker_runs(2)
    assert desk.at_the_gateway(payment) == []


def test_an_approved_one_in_the_queue_is_ended_too(make_payment, mila, fatima, ana, boris):
    payment = known_to_sandbox(make_payment(mila, total_minor=45_000))
    queued = approve(ask(payment), boris)
    assert queued.state == "approved"
    alerted(payment, fatima, "rdr")
    worker_runs(2)
    assert desk.again(queued).state == "completed"
    assert desk.at_the_gateway(payment) == [], "the queue's own order does nothing any more"
    assert books(payment) == (45_000, -45_000)


def test_where_it_does_not_fit_a_person_looks(make_payment, mila, fatima, ana, boris, lena):
    payment = known_to_sandbox(make_payment(mila, total_minor=45_000))
    approve(ask(payment), boris)
    worker_runs(2)
    alert = alerted(payment, fatima, "rdr")
    assert (alert.state, alert.refund) == ("resolved", None)
    assert "more than is left" in alert.attention
    assert books(payment) == (45_000, -45_000), "what is not understood is not booked"
    look_at_it(actor=Actor.user(ana), reference=alert.reference, words="The acquirer takes it back.")
    assert again(alert).attention == ""
    assert kinds(alert)[-1] == "alert.looked_at"


def test_the_gateway_tells_of_it_as_a_dispute_and_it_is_counted_once(payment, fatima, ana, says):
    alert = alerted(payment, fatima, "rdr")
    dispute = says("prevented", about=payment, movements=[TAKEN])
    refund = desk.again(alert.refund)
    payment.refresh_from_db()
    assert (refund.state, payment.refunded_minor) == ("canceled", 0)
    assert again(alert).dispute == dispute
    assert books(payment) == (0, -8_900), "the gateway's money left once"
    assert payment.holds.filter(released_at=None).exists(), "and no refund can leave"
    assert desk.kinds(refund)[-1] == "refund.disowned"
    assert "refund_came_back" not in Message.objects.values_list("kind", flat=True), "the customer has the money"
    says("prevented", about=payment, movements=[TAKEN])
    assert desk.kinds(refund).count("refund.disowned") == 1


def test_money_that_the_gateway_tells_of_late_is_counted_once_as_well(payment, fatima, ana, says):
    now = timezone.now()
    alert = alerted(payment, fatima, "rdr")
    dispute = says("prevented", about=payment, told_at=now)
    assert (desk.again(alert.refund).state, books(payment)) == ("completed", (8_900, -8_900)), "no word of money yet"

    for _again in range(2):
        says("needs_response", about=payment, movements=[TAKEN], told_at=now - timedelta(hours=1))
        assert desk.again(alert.refund).state == "canceled"
        assert books(payment) == (0, -8_900), "the gateway's money left once"
    assert kinds(alert)[-1] == "alert.counted_with_dispute"
    happened = list(dispute.events.values_list("kind", flat=True))
    assert happened.count("dispute.money_told_late") == 1 and "dispute.needs_response" not in happened


def test_the_dispute_first_and_the_alert_later_is_the_same(payment, fatima, ana, says):
    dispute = says("prevented", about=payment, movements=[TAKEN])
    alert = alerted(payment, fatima, "rdr")
    assert (alert.state, alert.dispute, alert.refund, alert.attention) == ("resolved", dispute, None, "")
    assert not Refund.objects.exists()
    assert books(payment) == (0, -8_900)


def test_a_dispute_that_took_money_as_well_is_put_before_a_person(payment, fatima, ana, says):
    says("needs_response", about=payment, movements=[TAKEN])
    alert = alerted(payment, fatima, "rdr")
    assert alert.state == "resolved"
    assert "as well" in alert.attention
    assert not Refund.objects.exists()


def test_a_part_of_the_payment_leaves_the_rest(payment, fatima, ana):
    alerted(payment, fatima, "rdr", amount_minor=900)
    payment.refresh_from_db()
    assert payment.left_minor == 8_000


def test_every_entry_is_balanced(payment, fatima, ana, says):
    alerted(payment, fatima, "rdr")
    says("prevented", about=payment, movements=[TAKEN])
    lines = JournalLine.objects.values_list("entry_id", "amount_minor")
    sums: dict[int, int] = {}
    for entry, amount in lines:
        sums[entry] = sums.get(entry, 0) + amount
    assert sums and set(sums.values()) == {0}


def test_no_alert_is_lost_while_its_payment_is_unknown(make_payment, mila, fatima, ana):
    payment = make_payment(mila)
    alert = alerted(payment, fatima, "rdr", payment_reference="pay_elsewhere", number="rdr-x")
    assert (alert.state, alert.payment, alert.owner) == ("received", None, ana)
    assert Alert.objects.count() == 1 and not Dispute.objects.exists()
