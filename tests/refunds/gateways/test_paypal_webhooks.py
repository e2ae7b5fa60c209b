"""PayPal's webhooks: what each event is about, from the samples beside this, and that PayPal itself vouches for it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from customers.clock import clock_at
from refunds.gateways.errors import ForgedWebhook
from refunds.gateways.paypal import GATEWAY as PayPal
from refunds.gateways.paypal.verdicts import refund_outcome
from refunds.gateways.types import OutcomeState
from refunds.models import WebhookEvent
from tests.paypal_stand_in import CLIENT, PayPalStandIn
from tests.refunds.gateways.answering_server import answering_server

SAMPLES = Path(__file__).parents[2] / "samples" / "paypal"
CAPTURE, REFUND = "27P87694T8134741U", "1JU08902781691411"
OURS, DISPUTE = "RF-2026-000123-1", "PP-D-27803"
NOW = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)

ABOUT = [
    # sample, topic, our reference, their reference, payment
    ("capture_refunded", "refund", OURS, REFUND, CAPTURE),
    ("capture_refunded_by_hand", "refund", "", "4BY08902781690000", CAPTURE),
    ("capture_reversed", "refund", "", "09E71677NS257044M", CAPTURE),
    ("refund_pending", "refund", OURS, REFUND, CAPTURE),
    ("refund_failed", "refund", OURS, REFUND, CAPTURE),
    ("capture_completed", "payment", "", "", CAPTURE),
    ("dispute_created", "dispute", "", DISPUTE, CAPTURE),
    ("dispute_updated", "dispute", "", DISPUTE, CAPTURE),
    ("dispute_resolved", "dispute", "", DISPUTE, CAPTURE),
    ("checkout_approved", "other", "", "", ""),
]

ODD_HEADERS = [
    # header, what stands in it; each is refused before PayPal is asked
    ("PAYPAL-TRANSMISSION-SIG", ""),
    ("PAYPAL-TRANSMISSION-SIG", "sïgnature"),
    ("PAYPAL-TRANSMISSION-SIG", "a b"),
    ("PAYPAL-TRANSMISSION-SIG", "x" * 2000),
    ("PAYPAL-TRANSMISSION-ID", ""),
    ("PAYPAL-TRANSMISSION-TIME", ""),
    ("PAYPAL-TRANSMISSION-TIME", "yesterday"),
    ("PAYPAL-TRANSMISSION-TIME", "2026-03-14T09:00:00"),
    ("PAYPAL-AUTH-ALGO", "SHA1withRSA"),
    ("PAYPAL-AUTH-ALGO", ""),
    ("PAYPAL-CERT-URL", ""),
    ("PAYPAL-CERT-URL", "http://api.paypal.com/v1/notifications/certs/CERT-1"),
    ("PAYPAL-CERT-URL", "https://api.paypal.com.evil.example/certs/CERT-1"),
    ("PAYPAL-CERT-URL", "https://evilpaypal.com/certs/CERT-1"),
    ("PAYPAL-CERT-URL", "https://evil.example/https://api.paypal.com/certs/CERT-1"),
    ("PAYPAL-CERT-URL", "https://api.paypal.com@evil.example/certs/CERT-1"),
    ("PAYPAL-CERT-URL", "https://[broken/certs/CERT-1"),
]

ODD_BODIES = [b"", b"null", b"[]", b"{}", b"{", b"\xff\xfe", b'\xef\xbb\xbf{"id": "WH-1"}', b'{"id": "WH-1"}, "x": {}',
              b'{"id": ""}', b"[" * 5000]  # fmt: skip


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.json").read_bytes()


def test_every_sample_has_a_row_here() -> None:
    assert {path.stem for path in SAMPLES.glob("*.json")} == {row[0] for row in ABOUT}


@pytest.mark.parametrize(("name", "topic", "ours", "theirs", "payment"), ABOUT)
def test_an_event_says_what_it_is_about(name: str, topic: str, ours: str, theirs: str, payment: str) -> None:
    (event,) = PayPal("paypal", CLIENT).parse_events(sample(name))

    told = json.loads(sample(name))
    assert (event.event_id, event.kind, event.raw) == (told["id"], told["event_type"], told)
    assert (event.topic, event.refund_reference, event.gateway_reference) == (topic, ours, theirs)
    assert event.payment_reference == payment
    assert event.created_at == datetime(2026, 3, 14, 9, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("capture_refunded", OutcomeState.SUCCEEDED),
        ("refund_pending", OutcomeState.PENDING),
        ("refund_failed", OutcomeState.FAILED),
    ],
)
def test_the_record_in_a_sample_is_understood(name: str, state: OutcomeState) -> None:
    gateway = PayPal("paypal", CLIENT)

    outcome = refund_outcome(json.loads(sample(name))["resource"], gateway._read_amount)

    assert (outcome.state, outcome.amount_minor, outcome.currency) == (state, 2000, "EUR")


@pytest.mark.parametrize("odd", [{}, {"resource": None}, {"resource": {"links": "no"}}, {"event_type": "x" * 500}])
def test_a_vouched_body_that_is_no_event_is_refused(odd: dict[str, Any]) -> None:
    event = {"id": "WH-1", "event_type": "PAYMENT.CAPTURE.REFUNDED", "create_time": "2026-03-14T09:00:00Z"}

    with pytest.raises(ForgedWebhook):
        PayPal("paypal", CLIENT).parse_events(json.dumps({**event, **odd}).encode())


def test_paypal_is_asked_about_the_very_bytes_that_came(paypal_stand_in: PayPalStandIn) -> None:
    gateway = paypal_stand_in.gateway()
    spaced = b' {"id" : "WH-1",\n "event_type":"X", "n": 1.10, "create_time":"2026-03-14T09:00:00Z", "resource":{}}\n'

    with clock_at(NOW):
        (event,) = gateway.read_events(spaced, paypal_stand_in.sign(spaced, NOW))
        assert event.event_id == "WH-1"
        for changed in (spaced.strip(), spaced.replace(b"1.10", b"1.1"), json.dumps(json.loads(spaced)).encode()):
            with pytest.raises(ForgedWebhook):
                gateway.read_events(changed, paypal_stand_in.sign(spaced, NOW))


@pytest.mark.parametrize(
    ("late", "good"),
    [
        (timedelta(0), True),
        (timedelta(days=3), True),
        (timedelta(days=3, hours=2), False),
        (timedelta(minutes=-4), True),
        (timedelta(minutes=-6), False),
    ],
)
def test_a_delivery_counts_within_a_window_on_both_sides(
    paypal_stand_in: PayPalStandIn, late: timedelta, good: bool
) -> None:
    raw = sample("capture_refunded")

    with clock_at(NOW + late):
        if good:
            assert paypal_stand_in.gateway().read_events(raw, paypal_stand_in.sign(raw, NOW))
        else:
            with pytest.raises(ForgedWebhook):
                paypal_stand_in.gateway().read_events(raw, paypal_stand_in.sign(raw, NOW))


@pytest.mark.parametrize(("header", "value"), ODD_HEADERS)
def test_an_odd_header_is_refused_without_asking_anybody(
    paypal_stand_in: PayPalStandIn, header: str, value: str
) -> None:
    raw = sample("capture_refunded")
    with answering_server() as paypal, clock_at(NOW):
        gateway = PayPal("paypal", {**CLIENT, "api_base": paypal.address})

        with pytest.raises(ForgedWebhook):
            gateway.read_events(raw, {**paypal_stand_in.sign(raw, NOW), header: value})

        assert paypal.asked == []


@pytest.mark.parametrize("raw", ODD_BODIES)
def test_an_odd_body_is_refused_even_if_it_is_signed(paypal_stand_in: PayPalStandIn, raw: bytes) -> None:
    with clock_at(NOW), pytest.raises(ForgedWebhook):
        paypal_stand_in.gateway().read_events(raw, paypal_stand_in.sign(raw, NOW))


def test_another_webhooks_delivery_is_refused(paypal_stand_in: PayPalStandIn) -> None:
    raw = sample("capture_refunded")
    for webhook_id in ("WH2", ""):
        with clock_at(NOW), pytest.raises(ForgedWebhook):
            gateway = paypal_stand_in.gateway(webhook_id=webhook_id)
            gateway.read_events(raw, paypal_stand_in.sign(raw, NOW))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "body"),
    [(503, {}), (401, {}), (429, {}), (200, {}), (200, {"verification_status": "FAILURE"}), (200, b"<html>")],
)
def test_what_paypal_does_not_confirm_is_answered_so_that_it_comes_again(
    settings: Settings, client: Client, paypal_stand_in: PayPalStandIn, status: int, body: Any
) -> None:
    raw = sample("capture_refunded")
    with answering_server() as paypal:
        paypal.by_path["/v1/oauth2/token"] = (200, b'{"access_token": "t", "token_type": "Bearer", "expires_in": 900}')
        paypal.says(status, body)
        settings.GATEWAY_ACCOUNTS = {"paypal": {"gateway": "paypal", **CLIENT, "api_base": paypal.address}}

        answer = delivered(client, raw, paypal_stand_in.sign(raw, datetime.now(UTC)))

    assert answer.status_code == 400
    assert not WebhookEvent.objects.exists()


@pytest.mark.django_db
def test_a_confirmed_delivery_is_stored_once(
    settings: Settings, client: Client, paypal_stand_in: PayPalStandIn
) -> None:
    settings.GATEWAY_ACCOUNTS = {"paypal": {"gateway": "paypal", **CLIENT, "api_base": paypal_stand_in.address}}
    raw = sample("capture_refunded")

    answers = [delivered(client, raw, paypal_stand_in.sign(raw, datetime.now(UTC), f"t-{n}")).json() for n in (1, 2)]

    assert answers == [{"received": 1}, {"received": 0}]
    stored = WebhookEvent.objects.get()
    assert (stored.gateway, stored.gateway_reference, stored.payment_reference) == ("paypal", REFUND, CAPTURE)
    assert bytes(stored.body) == raw


def delivered(client: Client, raw: bytes, headers: dict[str, str]) -> Any:
    return client.post("/webhooks/paypal/", raw, content_type="application/json", headers=headers)
