"""The bytes on the line to Adyen: what was stored, once, to nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from customers.errors import BadInput
from refunds.gateways.adyen import GATEWAY as Adyen
from refunds.gateways.adyen.wire import Line, Wire, path_part
from refunds.gateways.errors import BadConfiguration, Unreachable, UnsendableAmount
from refunds.gateways.types import OutcomeState, PreparedRefund, RefundInstruction
from tests.adyen_stand_in import API_KEY, HMAC_KEY, MERCHANT, StandIn
from tests.refunds.gateways.answering_server import AnsweringServer, answering_server

ACCOUNT = {"secret_key": API_KEY, "merchant_account": MERCHANT, "webhook_secrets": [HMAC_KEY]}


@pytest.fixture
def server() -> Iterator[AnsweringServer]:
    with answering_server() as server:
        yield server


def adyen_at(address: str, **config: Any) -> Adyen:
    return Adyen("adyen", {**ACCOUNT, "api_base": address, **config})


def instruction(**changes: Any) -> RefundInstruction:
    standard = {
        "reference": "RF-2026-000001-1",
        "idempotency_key": "key-1",
        "payment_reference": "QFQTPCQ8HXSKGK82",
        "amount_minor": 2000,
        "currency": "EUR",
    }
    return RefundInstruction(**{**standard, **changes})


def test_the_stored_bytes_are_the_bytes_that_leave(server: AnsweringServer) -> None:
    gateway = adyen_at(server.address)
    prepared = replace(gateway.prepare(instruction(reference="RF 2026/ä&=+[1]")), correlation_id="req-1")

    gateway.send(prepared)
    gateway.send(prepared)

    assert [asked.body for asked in server.asked] == [prepared.body, prepared.body]
    assert {asked.headers["Idempotency-Key"] for asked in server.asked} == {"key-1"}
    assert {asked.headers["x-api-key"] for asked in server.asked} == {API_KEY}
    assert {asked.headers["X-Request-ID"] for asked in server.asked} == {"req-1"}
    assert {(asked.method, asked.path) for asked in server.asked} == {
        ("POST", "/v71/payments/QFQTPCQ8HXSKGK82/refunds")
    }


@pytest.mark.parametrize("body", [b'{ "amount" : {"value":2e3},\n"a":1,"a":2 }', b"\xff not even JSON", b""])
def test_a_body_that_an_older_release_stored_leaves_as_it_is(server: AnsweringServer, body: bytes) -> None:
    adyen_at(server.address).send(PreparedRefund("key-1", "RF-1", "PAY1", body))

    assert server.asked[0].body == body


def test_the_body_names_account_amount_and_our_reference() -> None:
    assert adyen_at("").prepare(instruction()).body == (
        b'{"amount":{"currency":"EUR","value":2000},"merchantAccount":"TeapotsECOM","reference":"RF-2026-000001-1"}'
    )


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("duplicate", "DUPLICATE"),
        ("goodwill", "OTHER"),
        ("damaged", "CUSTOMER REQUEST"),
        ("fraud", "CUSTOMER REQUEST"),
        ("", "CUSTOMER REQUEST"),
    ],
)
def test_a_reason_is_sent_only_if_wanted_and_is_never_fraud(ours: str, theirs: str) -> None:
    quiet, telling = adyen_at(""), adyen_at("", send_reason=True)

    assert b"merchantRefundReason" not in quiet.prepare(instruction(reason=ours)).body
    assert f'"merchantRefundReason":"{theirs}"'.encode() in telling.prepare(instruction(reason=ours)).body


@pytest.mark.parametrize("reference", ["RF:1", "RF\\1"])
def test_no_reference_of_ours_holds_what_adyen_would_not_escape(reference: str) -> None:
    with pytest.raises(BadInput):
        adyen_at("").prepare(instruction(reference=reference))


@pytest.mark.parametrize(
    ("minor", "currency", "sent"),
    [(2000, "EUR", 2000), (500, "CLP", 50_000), (500, "ISK", 50_000), (2000, "IDR", 20), (2000, "CVE", 20),
     (7, "JPY", 7), (1234, "KWD", 1234)],
)  # fmt: skip
def test_amounts_are_written_as_adyen_counts(minor: int, currency: str, sent: int) -> None:
    gateway = adyen_at("")

    assert gateway.to_gateway_amount(minor, currency) == sent
    assert gateway.from_gateway_amount(sent, currency) == minor


@pytest.mark.parametrize("currency", ["IDR", "CVE"])
def test_a_fraction_that_adyen_does_not_count_is_refused_before_it_leaves(currency: str) -> None:
    with pytest.raises(UnsendableAmount):
        adyen_at("").prepare(instruction(amount_minor=2001, currency=currency))


def test_a_redirect_is_not_followed_with_the_key_in_hand(server: AnsweringServer) -> None:
    gateway = adyen_at(server.address)
    with answering_server() as elsewhere:
        server.says(307, {}, Location=f"{elsewhere.address}/v71/payments/PAY1/refunds")

        outcome = gateway.send(gateway.prepare(instruction()))

        assert outcome.state == OutcomeState.UNKNOWN
        assert not elsewhere.asked
    assert len(server.asked) == 1


def test_a_silent_adyen_is_asked_once_and_given_up_in_time(server: AnsweringServer) -> None:
    server.hangs = True
    gateway = adyen_at(server.address, read_seconds=1)

    assert gateway.send(gateway.prepare(instruction())).code == "timeout"
    assert len(server.asked) == 1
    assert Line("", 10).timeout == (3, 10)


def test_a_strange_payment_number_cannot_leave_its_place_in_the_address(server: AnsweringServer) -> None:
    gateway = adyen_at(server.address)

    gateway.send(gateway.prepare(instruction(payment_reference="PAY-live-test/../x?y")))

    assert server.asked[0].path == "/v71/payments/PAY-live-test%2F..%2Fx%3Fy/refunds"
    assert path_part("QFQTPCQ8HXSKGK82") == "QFQTPCQ8HXSKGK82"


@pytest.mark.parametrize(
    ("environment", "prefix", "address"),
    [
        ("test", "", "https://checkout-test.adyen.com/v71/paymentMethods"),
        ("live", "1797a841fbb37ca7-Teapots", "https://1797a841fbb37ca7-Teapots-checkout-live.adyenpayments.com"
         "/checkout/v71/paymentMethods"),
    ],
)  # fmt: skip
def test_each_environment_has_its_address(environment: str, prefix: str, address: str) -> None:
    asked = []
    wire = Wire(API_KEY, environment, prefix)
    line = wire._checkout.client.http_client
    line._session.request = lambda method, url, **rest: asked.append((method, url)) or _silent()

    with pytest.raises(ConnectionError):
        wire.payment_methods(MERCHANT)
    assert asked == [("POST", address)]


def _silent() -> None:
    raise ConnectionError


@pytest.mark.parametrize(
    "config",
    [
        {"secret_key": ""},
        {"merchant_account": ""},
        {"environment": "live"},
        {"environment": "prod", "live_prefix": "x"},
        {"webhook_secrets": ["not hexadecimal"]},
        {"webhook_secrets": ["ab"]},
        {"api_base": "http://adyen.example.org"},
        {"api_base": "ftp://adyen.example.org"},
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused_at_once(config: dict[str, Any]) -> None:
    with pytest.raises(BadConfiguration):
        Adyen("adyen", {**ACCOUNT, **config})


def test_it_names_its_settings_and_the_secret_ones() -> None:
    assert set(ACCOUNT) <= {*Adyen.settings_needed, *Adyen.settings_allowed}
    assert set(Adyen.secret_settings) == {"secret_key", "webhook_secrets"}
    assert Adyen.protocol == "Checkout v71"


def test_the_connection_test_tells_a_wrong_key_from_a_silence(adyen: StandIn, server: AnsweringServer) -> None:
    assert adyen.gateway().check() == "Adyen answers, in test mode."
    for wrong in ({"secret_key": "another"}, {"merchant_account": "SomebodyECOM"}):
        with pytest.raises(BadConfiguration):
            Adyen("adyen", {**adyen.config, **wrong}).check()
    server.says(500, {"errorType": "internal", "errorCode": "903", "message": "Internal error"})
    with pytest.raises(Unreachable, match="Internal error"):
        adyen_at(server.address).check()
    server.says(200, b"[]")
    with pytest.raises(Unreachable):
        adyen_at(server.address).check()


def test_it_has_no_list_of_payments_to_pull_and_says_what_to_do() -> None:
    with pytest.raises(BadConfiguration, match="Import them"):
        adyen_at("").pull_payments(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))
