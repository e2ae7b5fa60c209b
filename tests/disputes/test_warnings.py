"""A bank's early warning of fraud: kept with its payment, brought up to date, and nothing is done by itself."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from disputes.models import FraudWarning
from refunds.models import Refund, WebhookEvent
from refunds.tasks import process_webhooks
from tests.stripe_stand_in import StripeStandIn, signed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def account(settings, stripe_disputes):
    settings.GATEWAY_ACCOUNTS = {**settings.GATEWAY_ACCOUNTS, "stripe": stripe_disputes.config}


@pytest.fixture
def payment(make_payment, mila):
    return make_payment(mila, gateway="stripe", gateway_account="stripe", gateway_reference="ch_mila")


def arrives(body: bytes) -> WebhookEvent:
    answer = Client().post("/webhooks/stripe/", body, content_type="application/json", headers=signed(body))
    assert answer.status_code == 200
    process_webhooks()
    return WebhookEvent.objects.latest("id")


def told(stripe: StripeStandIn, thing: dict, kind: str = "created") -> bytes:
    return stripe.tells(f"radar.early_fraud_warning.{kind}", thing)


def test_a_warning_is_kept_with_its_payment_and_nothing_else_happens(payment, stripe_disputes):
    body = told(stripe_disputes, stripe_disputes.warns("ch_mila"))
    event = arrives(body)
    warning = payment.fraud_warnings.get()
    assert (warning.fraud_type, warning.actionable) == ("unauthorized_use_of_card", True)
    assert warning.fraud_words == "The card was used without its owner's leave"
    assert (event.state, event.topic) == ("processed", "warning")
    assert payment.reference in event.result
    assert not Refund.objects.exists()
    assert not payment.holds.exists()


def test_told_twice_or_in_any_order_it_is_what_the_gateway_holds_now(payment, stripe_disputes):
    thing = stripe_disputes.warns("ch_mila")
    first = told(stripe_disputes, thing)
    thing["actionable"] = False
    second = told(stripe_disputes, thing, "updated")
    for body in (second, first, first, second):
        assert arrives(body).state == "processed"
    warning = payment.fraud_warnings.get()
    assert warning.actionable is False
    assert warning.history.count() == 1


def test_that_it_can_no_longer_be_acted_on_is_brought_up_to_date(payment, stripe_disputes):
    thing = stripe_disputes.warns("ch_mila")
    arrives(told(stripe_disputes, thing))
    thing["actionable"] = False
    arrives(told(stripe_disputes, thing, "updated"))
    warning = payment.fraud_warnings.get()
    assert warning.actionable is False
    assert [row.actionable for row in warning.history.order_by("history_id")] == [True, False]


def test_a_payment_may_be_named_by_its_intent(make_payment, mila, stripe_disputes):
    payment = make_payment(mila, gateway="stripe", gateway_account="stripe", gateway_reference="pi_mila")
    arrives(told(stripe_disputes, stripe_disputes.warns("ch_unknown", payment_intent="pi_mila")))
    assert payment.fraud_warnings.count() == 1


def test_a_warning_about_a_payment_that_nobody_knows_is_put_before_a_person(stripe_disputes):
    event = arrives(told(stripe_disputes, stripe_disputes.warns("ch_elsewhere")))
    assert event.state == "parked"
    assert not FraudWarning.objects.exists()


def test_a_warning_that_stripe_does_not_have_is_asked_for_again(payment, stripe_disputes):
    thing = stripe_disputes.warns("ch_mila")
    body = told(stripe_disputes, thing)
    del stripe_disputes.warnings[thing["id"]]
    event = arrives(body)
    assert (event.state, event.tries) == ("received", 1)
    assert not FraudWarning.objects.exists()


@pytest.mark.parametrize("fraud_type", ["misc", "full_moon", "", "x" * 300])
def test_a_kind_of_fraud_that_nobody_knows_is_shown_as_it_is(fraud_type, payment, stripe_disputes):
    arrives(told(stripe_disputes, stripe_disputes.warns("ch_mila", fraud_type=fraud_type)))
    warning = payment.fraud_warnings.get()
    assert warning.fraud_type == fraud_type[:80]
    assert warning.fraud_words == ("Another kind of fraud" if fraud_type == "misc" else fraud_type[:80])


def test_the_sample_of_stripe_is_read(make_payment, mila, stripe_disputes):
    with open("tests/samples/stripe/early_fraud_warning_created.json", "rb") as sample:
        body = sample.read()
    thing = json.loads(body)["data"]["object"]
    payment = make_payment(mila, gateway="stripe", gateway_account="stripe", gateway_reference=thing["charge"])
    stripe_disputes.warnings[thing["id"]] = thing
    arrives(body)
    assert payment.fraud_warnings.get().gateway_reference == thing["id"]
