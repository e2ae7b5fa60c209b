"""Mila paid with PayPal: her money goes back there, also when an answer is lost or somebody refunds her by hand."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from customers.models import Payment
from refunds.gateways.types import RefundInstruction
from refunds.models import Refund, RefundAttempt, WebhookEvent
from refunds.tasks import process_webhooks
from tests.desk import again, ask, time_to_ask, worker_runs
from tests.paypal_stand_in import CLIENT, PayPalStandIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment(paypal_stand_in: PayPalStandIn, settings, make_payment, mila) -> Payment:
    """50.00 EUR, captured at the stand-in."""
    settings.GATEWAY_ACCOUNTS = {"paypal": {"gateway": "paypal", **CLIENT, "api_base": paypal_stand_in.address}}
    account = {"gateway": "paypal", "gateway_account": "paypal", "gateway_reference": paypal_stand_in.pay("50.00")}
    return make_payment(mila, total_minor=5000, **account)


def test_an_approved_refund_is_paid_at_paypal(paypal_stand_in: PayPalStandIn, payment) -> None:
    refund = ask(payment, amount_minor=2000)

    worker_runs()

    (paid,) = paypal_stand_in.refunds.values()
    assert paid["amount"] == {"currency_code": "EUR", "value": "20.00"}
    assert again(refund).state == Refund.State.COMPLETED
    assert RefundAttempt.objects.get().reference == paid["custom_id"] == paid["invoice_id"]


def test_a_lost_answer_is_found_in_the_order_and_nothing_is_paid_twice(
    paypal_stand_in: PayPalStandIn, payment, boris
) -> None:
    refund = ask(payment, amount_minor=2000)
    paypal_stand_in.loses_answers = True
    worker_runs()
    assert RefundAttempt.objects.get().state == RefundAttempt.State.UNKNOWN

    paypal_stand_in.loses_answers = False
    time_to_ask(refund)
    worker_runs()

    assert len(paypal_stand_in.refunds) == 1
    assert again(refund).state == Refund.State.COMPLETED


def test_what_paypal_refuses_tells_staff_what_to_do_next(paypal_stand_in: PayPalStandIn, payment) -> None:
    refund = ask(payment, amount_minor=2000)
    paypal_stand_in.refusal = "TRANSACTION_DISPUTED"

    worker_runs()

    assert again(refund).state == Refund.State.FAILED
    assert "Resolution Center" in again(refund).attention
    assert Payment.objects.get().left_minor == 5000


def test_paypal_is_not_asked_about_a_payment_that_only_confirms_what_is_known(
    client: Client, paypal_stand_in: PayPalStandIn, payment
) -> None:
    refund = ask(payment, amount_minor=2000)
    worker_runs()
    (paid,) = paypal_stand_in.refunds.values()

    asked_before = len(paypal_stand_in.read)
    paypal_tells(client, paypal_stand_in, paid)
    assert (len(paypal_stand_in.read), WebhookEvent.objects.get().result) == (asked_before, "Already known.")

    paid["status"] = "FAILED"
    paypal_tells(client, paypal_stand_in, paid)
    assert len(paypal_stand_in.read) == asked_before + 1
    assert (again(refund).state, Payment.objects.get().left_minor) == (Refund.State.FAILED, 5000)


def test_a_refund_made_in_paypals_own_pages_is_taken_in(
    client: Client, paypal_stand_in: PayPalStandIn, payment
) -> None:
    gateway, capture = paypal_stand_in.gateway(), payment.gateway_reference
    by_hand = gateway.send(gateway.prepare(RefundInstruction("by-hand", "by-hand", capture, 1500, "EUR")))

    paypal_tells(client, paypal_stand_in, paypal_stand_in.refunds[by_hand.gateway_reference])

    adopted = Refund.objects.get()
    assert (adopted.origin, adopted.state) == (Refund.Origin.GATEWAY, Refund.State.COMPLETED)
    assert (adopted.amount_minor, Payment.objects.get().left_minor) == (1500, 3500)


def paypal_tells(client: Client, paypal_stand_in: PayPalStandIn, refund: dict[str, Any]) -> None:
    """PayPal tells of the refund as it is there, and a worker listens."""
    itself = {"rel": "self", "href": f"https://api.paypal.com/v2/payments/refunds/{refund['id']}"}
    event = {
        "id": f"WH-{refund['status']}",
        "event_type": "PAYMENT.CAPTURE.REFUNDED",
        "create_time": datetime.now(UTC).isoformat(),
        "resource": {**refund, "links": [itself, *refund["links"]]},
    }
    raw = json.dumps(event).encode()
    headers = paypal_stand_in.sign(raw, datetime.now(UTC))
    client.post("/webhooks/paypal/", raw, content_type="application/json", headers=headers)
    process_webhooks()
