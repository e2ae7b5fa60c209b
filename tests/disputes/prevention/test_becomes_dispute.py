"""What came of an alert is kept: after how many days it became a dispute, and what that teaches."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from customers import clock
from customers.actors import Actor
from customers.clock import clock_at
from disputes.actions.decide_alert import leave_alone
from disputes.models import Alert
from disputes.prevention.experience import chance_of_dispute
from disputes.tasks import look_at_alerts
from refunds.models import Announcement, Subscription
from tests.desk import known_to_sandbox
from tests.disputes.prevention.desk import again, alerted, kinds, warned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox")]


@pytest.fixture
def payment(make_payment, mila):
    return known_to_sandbox(make_payment(mila, total_minor=45_000))


def test_a_later_dispute_is_linked_with_its_days(payment, fatima, ana, says):
    alert, warning = alerted(payment, fatima), warned(payment)
    leave_alone(actor=Actor.user(ana), reference=alert.reference, words="We wait.")
    dispute = says("needs_response", about=payment, opened_at=clock.now() + timedelta(days=5, hours=1))
    for each in (again(alert), again(warning)):
        assert (each.state, each.dispute, each.days_to_dispute) == ("disputed", dispute, 5)
    assert alert.events.last().data == {"dispute": dispute.reference, "days": 5}
    says("lost", about=payment)
    assert kinds(alert).count("alert.disputed") == 1
    second = says("needs_response", about=payment, reference="dp_2")
    assert again(alert).dispute == dispute != second, "the first one that followed"


@pytest.mark.parametrize("order", list(permutations(("alert", "warning", "dispute"))))
def test_in_every_order_and_twice_it_is_the_same(order, payment, fatima, ana, says):
    tell = {
        "alert": lambda: alerted(payment, fatima),
        "warning": lambda: warned(payment),
        "dispute": lambda: says("needs_response", about=payment, opened_at=clock.now()),
    }
    for name in (*order, *order):
        tell[name]()
    look_at_alerts()
    assert set(Alert.objects.values_list("state", flat=True)) == {"disputed"}
    assert Alert.objects.exclude(dispute=None).count() == Alert.objects.count() == 2


def test_an_old_closed_dispute_has_nothing_to_do_with_it(payment, fatima, ana, says):
    says("won", about=payment, opened_at=clock.now() - timedelta(days=90))
    alert = alerted(payment, fatima)
    assert (alert.state, alert.dispute) == ("received", None)


def test_what_was_refunded_keeps_its_answer_and_links_the_dispute(payment, fatima, ana, says):
    alert = alerted(payment, fatima, "rdr")
    dispute = says("needs_response", about=payment)
    assert (again(alert).state, again(alert).dispute) == ("resolved", dispute)
    assert kinds(alert)[-1] == "alert.met_dispute"


def test_only_what_is_known_teaches(make_payment, mila, fatima, ana, says):
    long_ago = clock.now() - timedelta(days=200)
    first, second, third = (make_payment(mila) for _ in range(3))
    with clock_at(long_ago):
        became, stayed = warned(first, "w1"), warned(second, "w2")
        says("needs_response", about=first, opened_at=long_ago + timedelta(days=9))
    warned(third, "w3")
    assert again(became).state == "disputed"
    share = chance_of_dispute(again(stayed))
    assert (share.hits, share.cases) == (1, 2), "the fresh one may still become one"
    assert share.low < share.mean < share.high
    assert (share.prior.hits, share.prior.misses) == (4, 1)


def test_the_shops_systems_are_told(payment, fatima, ana, ida, says):
    Subscription.objects.create(
        label="Books", address="https://books.shop.example/", kinds=["alert.received", "alert.ended"], created_by=ida
    )
    alert = alerted(payment, fatima)
    leave_alone(actor=Actor.user(ana), reference=alert.reference, words="We wait.")
    told = Announcement.objects.filter(topic="alert", about=alert.reference).order_by("id")
    assert [(each.kind, each.to_state) for each in told] == [("alert.received", ""), ("alert.ended", "declined")]
