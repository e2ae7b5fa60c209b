"""Stripe's webhooks: what each event is about, from the samples beside this."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from refunds.gateways.errors import ForgedWebhook
from refunds.gateways.signed_header import sign
from refunds.gateways.stripe import GATEWAY as Stripe
from refunds.gateways.stripe.charges import is_captured, pulled_payment
from refunds.gateways.stripe.verdicts import refund_outcome
from refunds.gateways.types import GatewayEvent, OutcomeState

SAMPLES = Path(__file__).parents[2] / "samples" / "stripe"
CHARGE, OURS = "ch_3RecMilaTeapot", "RF-2026-000123-1"
REFUND, DISPUTE = "re_3RecMilaTeapot1", "dp_3RecMilaTeapot"

ABOUT = [
    # sample, topic, our reference, their reference, payment
    ("refund_created_pending", "refund", OURS, REFUND, CHARGE),
    ("refund_updated_succeeded", "refund", OURS, REFUND, CHARGE),
    ("refund_updated_requires_action", "refund", OURS, REFUND, CHARGE),
    ("refund_failed", "refund", OURS, REFUND, CHARGE),
    ("refund_failed_disputed", "refund", OURS, REFUND, CHARGE),
    ("refund_created_in_dashboard", "refund", "", "re_3RecByHand", CHARGE),
    ("charge_refund_updated", "refund", OURS, REFUND, CHARGE),
    ("charge_refunded", "payment", "", "", CHARGE),
    ("charge_refunded_with_refunds", "refund", OURS, REFUND, CHARGE),
    ("charge_dispute_created", "dispute", "", DISPUTE, CHARGE),
    ("charge_dispute_closed_won", "dispute", "", DISPUTE, CHARGE),
    ("early_fraud_warning_created", "warning", "", "issfr_3RecMila", CHARGE),
    ("payout_paid", "other", "", "", ""),
]


@pytest.fixture
def gateway() -> Stripe:
    return Stripe("stripe", {"secret_key": "sk_test_1", "webhook_secrets": ["whsec_old", "whsec_new"]})


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.json").read_bytes()


def deliver(gateway: Stripe, raw: bytes, secret: str = "whsec_new") -> GatewayEvent:
    """Deliver as Stripe does, signed now."""
    header = sign(raw, secret, int(datetime.now(UTC).timestamp()))
    (event,) = gateway.read_events(raw, {"Stripe-Signature": header})
    return event


def changed(name: str, **fields: Any) -> bytes:
    event = json.loads(sample(name))
    event["data"]["object"].update(fields)
    return json.dumps(event).encode()


def test_every_sample_has_a_row_here() -> None:
    assert {path.stem for path in SAMPLES.glob("*.json")} == {row[0] for row in ABOUT}


@pytest.mark.parametrize(("name", "topic", "ours", "theirs", "payment"), ABOUT)
def test_an_event_says_what_it_is_about(
    gateway: Stripe, name: str, topic: str, ours: str, theirs: str, payment: str
) -> None:
    event = deliver(gateway, sample(name))

    told = json.loads(sample(name))
    assert (event.event_id, event.kind, event.raw) == (told["id"], told["type"], told)
    assert (event.topic, event.refund_reference, event.gateway_reference) == (topic, ours, theirs)
    assert event.payment_reference == payment
    assert event.created_at == datetime.fromtimestamp(told["created"], UTC)


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("refund_created_pending", OutcomeState.PENDING),
        ("refund_updated_succeeded", OutcomeState.SUCCEEDED),
        ("refund_updated_requires_action", OutcomeState.ACTION_REQUIRED),
        ("refund_failed", OutcomeState.FAILED),
    ],
)
def test_the_record_in_a_sample_is_understood(gateway: Stripe, name: str, state: OutcomeState) -> None:
    told = json.loads(sample(name))["data"]["object"]

    outcome = refund_outcome(told, gateway.from_gateway_amount)

    assert (outcome.state, outcome.amount_minor, outcome.currency) == (state, 2000, "EUR")
    assert outcome.raw["destination_details"] == told["destination_details"]


def test_a_dispute_that_overtook_the_refund_sends_staff_to_the_dispute(gateway: Stripe) -> None:
    outcome = refund_outcome(
        json.loads(sample("refund_failed_disputed"))["data"]["object"], gateway.from_gateway_amount
    )

    assert outcome.code == "charge_for_pending_refund_disputed"
    assert "dispute" in outcome.message


def test_either_secret_is_good_while_they_are_being_changed(gateway: Stripe) -> None:
    assert deliver(gateway, sample("refund_failed"), "whsec_old") == deliver(
        gateway, sample("refund_failed"), "whsec_new"
    )
    with pytest.raises(ForgedWebhook):
        deliver(gateway, sample("refund_failed"), "whsec_of_somebody_else")


def test_without_a_secret_nothing_is_believed() -> None:
    for secrets in ([], [""], None):
        gateway = Stripe("stripe", {"secret_key": "sk_test_1", "webhook_secrets": secrets})
        with pytest.raises(ForgedWebhook):
            deliver(gateway, sample("refund_failed"), "")


def test_an_expanded_charge_is_still_one_payment(gateway: Stripe) -> None:
    event = deliver(gateway, changed("refund_failed", charge={"id": "ch_9", "object": "charge"}))

    assert event.payment_reference == "ch_9"


def test_a_refund_without_a_charge_belongs_to_its_payment_intent(gateway: Stripe) -> None:
    assert deliver(gateway, changed("refund_failed", charge=None)).payment_reference == "pi_3RecMilaTeapot"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"{",
        b"\xff\xfe",
        b'{"id": "evt_1"}',
        b'{"id": "evt_1", "type": "refund.failed", "created": 1, "data": {"object": null}}',
        b'{"id": "evt_1", "type": "refund.failed", "created": 1, "data": []}',
        b'{"id": 7, "type": "refund.failed", "created": 1, "data": {"object": {}}}',
        b'{"id": "evt_1", "type": 7, "created": 1, "data": {"object": {}}}',
        b'{"id": "evt_1", "type": "refund.failed", "created": "now", "data": {"object": {}}}',
        b'{"id": "evt_1", "type": "refund.failed", "created": 1e300, "data": {"object": {}}}',
        b'{"id": "evt_1", "type": "refund.failed", "created": NaN, "data": {"object": {}}}',
        b'{"id": "evt\\u0000", "type": "refund.failed", "created": 1, "data": {"object": {}}}',
        b'{"id": "evt\\ud800", "type": "refund.failed", "created": 1, "data": {"object": {}}}',
        b'{"id": "%s", "type": "refund.failed", "created": 1, "data": {"object": {}}}' % (b"x" * 192),
        b"[" * 100_000,
    ],
)
def test_a_signed_body_that_is_no_event_is_refused_and_breaks_nothing(gateway: Stripe, raw: bytes) -> None:
    with pytest.raises(ForgedWebhook):
        deliver(gateway, raw)


@pytest.mark.parametrize("field", ["id", "charge"])
def test_an_id_that_cannot_be_one_is_refused(gateway: Stripe, field: str) -> None:
    for value in (["ch_1"], 7, {"object": "charge"}, "ch_1\x00"):
        with pytest.raises(ForgedWebhook):
            deliver(gateway, changed("refund_failed", **{field: value}))


def test_a_charge_becomes_a_payment_of_ours(gateway: Stripe) -> None:
    charge = json.loads(sample("charge_refunded"))["data"]["object"]

    payment = pulled_payment(charge, gateway.from_gateway_amount, "order_id")

    assert is_captured(charge)
    assert (payment.amount_minor, payment.refunded_minor, payment.currency) == (5000, 2000, "EUR")
    assert (payment.customer_name, payment.customer_email) == ("Mila Novak", "mila@example.org")
    assert (payment.method_kind, payment.card_brand, payment.card_last4) == ("card", "visa", "4242")
    assert (payment.order_reference, payment.country) == ("A-77", "SI")


@pytest.mark.parametrize(
    ("method", "kind"), [("card_present", "card"), ("sepa_debit", "bank"), ("paypal", "wallet"), ("barter", "other")]
)
def test_the_kind_of_method_is_known(gateway: Stripe, method: str, kind: str) -> None:
    charge = json.loads(sample("charge_refunded"))["data"]["object"] | {"payment_method_details": {"type": method}}

    assert pulled_payment(charge, gateway.from_gateway_amount, "order_id").method_kind == kind


def test_what_was_released_at_capture_never_counts_for_more_than_was_captured(gateway: Stripe) -> None:
    charge = json.loads(sample("charge_refunded"))["data"]["object"] | {"amount_captured": 1500}

    payment = pulled_payment(charge, gateway.from_gateway_amount, "order_id")

    assert (payment.amount_minor, payment.refunded_minor) == (1500, 1500)
