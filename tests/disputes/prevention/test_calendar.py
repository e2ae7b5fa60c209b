"""What time brings to an alert: an owner, a reminder, the leads, and in the end the provider's deadline."""

from __future__ import annotations

from datetime import timedelta

import pytest

from customers import clock
from customers.actors import Actor
from customers.clock import clock_at
from disputes.actions.decide_alert import refund_for_alert
from disputes.models import Alert
from disputes.tasks import look_at_alerts
from refunds.models import StaffNotice
from tests.desk import known_to_sandbox
from tests.disputes.prevention.desk import again, alerted, kinds, warned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox")]


@pytest.fixture
def payment(make_payment, mila):
    return known_to_sandbox(make_payment(mila, total_minor=45_000))


@pytest.fixture
def alert(payment, fatima, ana, lena):
    return alerted(payment, fatima)


def looked_at(moment) -> None:
    with clock_at(moment):
        look_at_alerts()
        look_at_alerts()


def heard(person, kind: str) -> int:
    return StaffNotice.objects.filter(person=person, kind=kind).count()


def test_ours_lies_before_the_providers(alert):
    assert alert.respond_by - alert.answer_by == timedelta(hours=4)
    assert clock.now() < alert.calendar_at < alert.answer_by


def test_a_short_time_is_cut_by_a_quarter_at_most(payment, fatima, ana):
    alert = alerted(payment, fatima, respond_by=clock.now() + timedelta(hours=4))
    assert timedelta(minutes=59) < alert.respond_by - alert.answer_by <= timedelta(minutes=60)


def test_the_owner_is_reminded_then_the_leads_hear_and_in_the_end_it_expires(alert, ana, lena):
    looked_at(alert.calendar_at + timedelta(seconds=1))
    assert (heard(ana, "dispute_alert_due"), heard(lena, "dispute_alert_due")) == (1, 0)
    looked_at(alert.answer_by + timedelta(seconds=1))
    assert heard(lena, "dispute_alert_due") == 1
    assert again(alert).escalated_at is not None
    looked_at(alert.respond_by + timedelta(seconds=1))
    now = again(alert)
    assert (now.state, now.calendar_at) == ("expired", None)
    assert (heard(ana, "dispute_alert_late"), heard(lena, "dispute_alert_late")) == (1, 1)
    assert kinds(alert)[-3:] == ["alert.reminded", "alert.escalated", "alert.expired"]
    looked_at(alert.respond_by + timedelta(days=1))
    assert kinds(alert).count("alert.expired") == 1


def test_who_thinks_better_of_it_later_may_still_pay_back(alert, ana, lena):
    looked_at(alert.respond_by + timedelta(seconds=1))
    refund_for_alert(actor=Actor.user(ana), reference=alert.reference)
    assert again(alert).state == "refunding"


def test_a_refund_that_nobody_approves_comes_before_the_leads_and_does_not_expire(alert, ana, lena):
    refund_for_alert(actor=Actor.user(ana), reference=alert.reference)
    looked_at(alert.answer_by + timedelta(seconds=1))
    looked_at(alert.respond_by + timedelta(seconds=1))
    assert again(alert).state == "refunding"
    assert heard(lena, "dispute_alert_due") == 1


def test_nothing_that_waits_is_nobodys(payment, fatima, ana):
    alert = alerted(payment, fatima)
    assert alert.owner == ana
    Alert.objects.update(owner=None)
    look_at_alerts()
    assert again(alert).owner == ana


def test_whoever_leaves_leaves_no_alert_behind(alert, ana, boris):
    ana.is_active = False
    ana.save()
    look_at_alerts()
    assert again(alert).owner != ana
    assert again(alert).owner is not None


def test_a_warning_is_due_within_a_working_day_and_never_expires_by_itself(payment, ana, lena):
    alert = warned(payment)
    assert alert.respond_by is None
    assert clock.now() < alert.answer_by < clock.now() + timedelta(days=6)
    looked_at(alert.answer_by + timedelta(seconds=1))
    looked_at(alert.answer_by + timedelta(days=30))
    assert again(alert).state == "received"
    assert heard(lena, "dispute_alert_due") == 1


def test_what_the_network_pays_itself_never_expires(make_payment, mila, fatima, ana):
    alert = alerted(make_payment(mila), fatima, "rdr", payment_reference="pay_elsewhere", number="rdr-x")
    looked_at(alert.respond_by + timedelta(days=1))
    assert again(alert).state == "received", "its payment must still be found"


def test_an_alert_that_came_too_late_expires_at_the_next_look(payment, fatima, ana):
    alert = alerted(payment, fatima, respond_by=clock.now() - timedelta(hours=1))
    assert alert.state == "received"
    look_at_alerts()
    assert again(alert).state == "expired"
