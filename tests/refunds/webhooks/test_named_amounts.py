"""I20: an event that names the amount of its refund is compared with ours, so every gateway's is read out of it."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path
from urllib.parse import urlencode

import pytest

from refunds.gateways.discovery import gateway_classes

SAMPLES = Path(__file__).parents[2] / "samples"
ACCOUNTS = {
    "stripe": {"secret_key": "sk_test_1", "webhook_secrets": ["whsec"]},
    "paypal": {"client_id": "a", "client_secret": "b", "webhook_id": "c"},
    "mollie": {"api_key": "test_1234567890123456789012345678", "webhook_secrets": ["s"]},
    "braintree": {"merchant_id": "teapots", "public_key": "public", "private_key": "private"},
}


@pytest.mark.parametrize(
    ("sample", "amount_minor", "currency"),
    [
        ("stripe/refund_updated_succeeded.json", 2000, "EUR"),
        ("stripe/charge_refund_updated.json", 2000, "EUR"),
        ("stripe/charge_refunded_with_refunds.json", 2000, "EUR"),
        ("stripe/charge_refunded.json", None, ""),
        ("stripe/charge_dispute_created.json", None, ""),
        ("paypal/capture_refunded.json", 2000, "EUR"),
        ("paypal/refund_failed.json", 2000, "EUR"),
        ("paypal/capture_completed.json", None, ""),
        ("mollie/event_refund_failed.json", 2000, "EUR"),
        ("mollie/refund_pending.json", 2000, "EUR"),
        ("braintree/refund_failed.xml", 2000, "EUR"),
        ("braintree/dispute_opened.xml", None, ""),
    ],
)
def test_the_amount_of_a_refund_is_read_out_of_its_event(sample: str, amount_minor: int | None, currency: str) -> None:
    (event,) = _adapter(sample).parse_events(_body(SAMPLES / sample))
    assert (event.amount_minor, event.currency) == (amount_minor, currency)


@pytest.mark.parametrize("amount", ["", "20,00", "1e3", None, True, -1, 2**70, [], {}])
def test_an_amount_that_makes_no_sense_is_no_amount_and_breaks_nothing(amount: object) -> None:
    told = json.loads(_body(SAMPLES / "stripe/refund_updated_succeeded.json"))
    told["data"]["object"]["amount"] = amount
    (event,) = _adapter("stripe/").parse_events(json.dumps(told).encode())
    assert event.amount_minor in (None, amount)

    told = json.loads(_body(SAMPLES / "paypal/refund_failed.json"))
    told["resource"]["amount"] = {"value": amount, "currency_code": "EUR"}
    (event,) = _adapter("paypal/").parse_events(json.dumps(told).encode())
    assert event.amount_minor is None


def _adapter(sample: str):
    code = sample.partition("/")[0]
    return gateway_classes()[code](code, {"gateway": code, **ACCOUNTS[code]})


def _body(sample: Path) -> bytes:
    if sample.suffix == ".json":
        return sample.read_bytes()
    payload = b64encode(sample.read_bytes().replace(b"TIME", b"2026-03-14T17:09:02Z")).decode()
    return urlencode({"bt_signature": "public|" + "0" * 40, "bt_payload": payload}).encode()
