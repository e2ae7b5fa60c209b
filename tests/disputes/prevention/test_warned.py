"""Gateways warn of fraud by their webhooks: Stripe's early fraud warning and Adyen's notification of fraud."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client

from disputes.models import Alert
from refunds.models import StaffNotice
from refunds.tasks import process_webhooks
from tests.adyen_stand_in import signed as adyen_signed
from tests.desk import again as refund_again
from tests.desk import approve, ask, known_to_sandbox, worker_runs
from tests.disputes.prevention.desk import again, kinds, warned
from tests.stripe_stand_in import signed

pytestmark = pytest.mark.django_db

SAMPLES = Path(__file__).parents[2] / "samples" / "adyen" / "disputes"
FILES = {"fraud": "notification_of_fraud", "chargeback": "chargeback"}


@pytest.fixture
def stripe(settings, stripe_disputes):
    settings.GATEWAY_ACCOUNTS = {**settings.GATEWAY_ACCOUNTS, "stripe": stripe_disputes.config}
    return stripe_disputes


@pytest.fixture
def stripe_payment(make_payment, mila):
    return make_payment(mila, gateway="stripe", gateway_account="stripe", gateway_reference="ch_mila")


def arrives(stripe, thing: dict, kind: str = "created") -> None:
    body = stripe.tells(f"radar.early_fraud_warning.{kind}", thing)
    Client().post("/webhooks/stripe/", body, content_type="application/json", headers=signed(body))
    process_webhooks()


def test_stripes_warning_is_one_alert_however_often_it_comes(stripe, stripe_payment, ana):
    thing = stripe.warns("ch_mila")
    for kind in ("created", "updated", "created"):
        arrives(stripe, thing, kind)
    alert = Alert.objects.get()
    assert (alert.provider, alert.payment, alert.state, alert.owner) == ("warning", stripe_payment, "received", ana)
    assert (alert.amount_minor, alert.category) == (stripe_payment.captured_minor, "fraudulent")


def test_a_warning_that_can_no_longer_be_acted_on_waits_no_more(stripe, stripe_payment, ana):
    thing = stripe.warns("ch_mila")
    arrives(stripe, thing)
    thing["actionable"] = False
    arrives(stripe, thing, "updated")
    alert = Alert.objects.get()
    assert alert.state == "expired"
    assert alert.events.last().data["because"] == "not_actionable"


def test_one_that_comes_too_late_bothers_nobody(make_payment, mila, ana, lena):
    alert = warned(make_payment(mila), is_actionable=False)
    assert (alert.state, alert.owner) == ("expired", None)
    assert not StaffNotice.objects.exists()


@pytest.mark.usefixtures("fresh_sandbox")
def test_one_that_was_paid_back_in_full_has_its_answer(make_payment, mila, ana, boris):
    payment = known_to_sandbox(make_payment(mila, total_minor=45_000))
    alert = warned(payment)
    refund = approve(ask(payment), boris)
    worker_runs(2)
    warned(payment, is_actionable=False)
    assert refund_again(refund).state == "completed"
    assert (again(alert).state, again(alert).refund) == ("refunded", refund)
    assert kinds(alert)[-1] == "alert.refunded"


@pytest.mark.parametrize("order", [("fraud", "fraud"), ("fraud", "chargeback"), ("chargeback", "fraud", "fraud")])
def test_adyens_notification_of_fraud_in_any_order_and_twice(order, settings, adyen, make_payment, mila, ana):
    settings.GATEWAY_ACCOUNTS = {**settings.GATEWAY_ACCOUNTS, "adyen": adyen.config}
    told = {name: json.loads((SAMPLES / f"{file}.json").read_bytes()) for name, file in FILES.items()}
    paid = told["fraud"]["notificationItems"][0]["NotificationRequestItem"]["originalReference"]
    payment = make_payment(mila, total_minor=5_000, gateway="adyen", gateway_account="adyen", gateway_reference=paid)
    item = told["chargeback"]["notificationItems"][0]["NotificationRequestItem"]
    bodies = {
        "fraud": (SAMPLES / "notification_of_fraud.json").read_bytes(),
        "chargeback": adyen_signed({**item, "originalReference": paid}),
    }
    for name in order:
        answer = Client().post("/webhooks/adyen/", bodies[name], content_type="application/json")
        assert answer.status_code == 200
        process_webhooks()
    alert = Alert.objects.get()
    assert (alert.provider, alert.payment, alert.warning.actionable) == ("warning", payment, None)
    assert alert.warning.fraud_type
    assert alert.state == ("disputed" if "chargeback" in order else "received")
