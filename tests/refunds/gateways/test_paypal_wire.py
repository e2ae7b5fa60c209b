"""The bytes on the line to PayPal: what was stored, once, to nobody else."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from refunds.gateways.errors import BadConfiguration, Unreachable, UnsendableAmount
from refunds.gateways.paypal import GATEWAY as PayPal
from refunds.gateways.types import OutcomeState, PreparedRefund, RefundInstruction
from tests.refunds.gateways.answering_server import AnsweringServer, Asked, answering_server

TOKEN = {"access_token": "token-1", "token_type": "Bearer", "expires_in": 32400}
REFUND = {"id": "REFUND1", "status": "COMPLETED", "amount": {"currency_code": "EUR", "value": "20.00"}}
TOKEN_PATH = "/v1/oauth2/token"


@pytest.fixture
def server() -> Iterator[AnsweringServer]:
    with answering_server() as server:
        server.by_path[TOKEN_PATH] = (200, json.dumps(TOKEN).encode())
        server.says(201, REFUND)
        yield server


@pytest.fixture
def gateway(server: AnsweringServer) -> PayPal:
    return paypal_at(server.address)


def paypal_at(address: str, **config: object) -> PayPal:
    return PayPal("paypal", {"client_id": "shop", "client_secret": "s3cret", "api_base": address, **config})


def instruction(**changes: object) -> RefundInstruction:
    standard = {
        "reference": "RF-2026-000001-1",
        "idempotency_key": "key-1",
        "payment_reference": "CAPTURE1",
        "amount_minor": 2000,
        "currency": "EUR",
    }
    return RefundInstruction(**{**standard, **changes})  # type: ignore[arg-type]


def calls(server: AnsweringServer) -> list[Asked]:
    """What was asked, besides for a token."""
    return [asked for asked in server.asked if asked.path != TOKEN_PATH]


@pytest.mark.parametrize(
    "stored",
    [
        b'{"amount":{"currency_code":"EUR","value":"20.00"},"custom_id":"RF-1","invoice_id":"RF-1"}',
        b'{"invoice_id" : "RF-1",\n  "amount":{"value":"20.00", "currency_code":"EUR"}, "custom_id":"RF-1"}\n',
        '{"note_to_payer":"Entschuldigung für die späte Kanne 🫖","amount":{"value":"1e0"}}'.encode(),
        b'{"note_to_payer":"Entschuldigung f\\u00fcr 1\\/2","n":1.10}',
        b"{}",
        b" ",
    ],
)
def test_the_stored_bytes_are_the_bytes_that_leave(server: AnsweringServer, gateway: PayPal, stored: bytes) -> None:
    for _ in range(2):
        gateway.send(PreparedRefund("key-1", "RF-1", "CAPTURE1", stored))

    assert [asked.body for asked in calls(server)] == [stored, stored]
    assert {asked.headers["PayPal-Request-Id"] for asked in calls(server)} == {"key-1"}
    assert {(asked.method, asked.path) for asked in calls(server)} == {
        ("POST", "/v2/payments/captures/CAPTURE1/refund")
    }
    assert {asked.headers["Content-Type"] for asked in calls(server)} == {"application/json"}
    assert {asked.headers["Prefer"] for asked in calls(server)} == {"return=representation"}


def test_the_body_names_amount_and_our_reference(gateway: PayPal) -> None:
    assert gateway.prepare(instruction()).body == (
        b'{"amount":{"currency_code":"EUR","value":"20.00"},'
        b'"custom_id":"RF-2026-000001-1","invoice_id":"RF-2026-000001-1"}'
    )


def test_one_token_serves_many_calls_at_once(server: AnsweringServer, gateway: PayPal) -> None:
    prepared = gateway.prepare(instruction())
    with ThreadPoolExecutor(max_workers=8) as pool:
        list(pool.map(gateway.send, [prepared] * 16))

    tokens = [asked for asked in server.asked if asked.path == TOKEN_PATH]
    assert [asked.headers["Authorization"] for asked in tokens] == [f"Basic {b64encode(b'shop:s3cret').decode()}"]
    assert {asked.headers["Authorization"] for asked in calls(server)} == {"Bearer token-1"}
    assert len(calls(server)) == 16


def test_a_token_that_is_no_longer_taken_is_replaced_at_the_next_call(server: AnsweringServer, gateway: PayPal) -> None:
    server.says(401, {"error": "invalid_token"})
    outcome = gateway.send(gateway.prepare(instruction()))
    assert (outcome.state, outcome.code, outcome.never_sent) == (OutcomeState.UNKNOWN, "invalid_token", True)

    server.says(201, REFUND)
    server.by_path[TOKEN_PATH] = (200, json.dumps({**TOKEN, "access_token": "token-2"}).encode())
    assert gateway.send(gateway.prepare(instruction())).state == OutcomeState.SUCCEEDED
    assert [asked.headers["Authorization"] for asked in calls(server)] == ["Bearer token-1", "Bearer token-2"]


@pytest.mark.parametrize("status", [408, 409, 429, 500, 503])
def test_no_retry_is_hidden_in_a_call(server: AnsweringServer, gateway: PayPal, status: int) -> None:
    server.says(status, {"name": "TRY_AGAIN"}, Retry_After="1")

    gateway.send(gateway.prepare(instruction()))
    gateway.read_refund("REFUND1")

    assert [asked.method for asked in calls(server)] == ["POST", "GET"]


def test_the_token_is_sent_to_paypal_only(server: AnsweringServer, gateway: PayPal) -> None:
    with answering_server() as elsewhere:
        server.says(307, {}, Location=f"{elsewhere.address}/v2/payments/captures/CAPTURE1/refund")

        assert gateway.send(gateway.prepare(instruction())).state == OutcomeState.UNKNOWN
        assert elsewhere.asked == []


def test_an_id_from_outside_stays_one_part_of_the_path(server: AnsweringServer, gateway: PayPal) -> None:
    gateway.read_refund("R1/../../captures?x=9#y")

    assert [asked.path for asked in calls(server)] == ["/v2/payments/refunds/R1%2F..%2F..%2Fcaptures%3Fx%3D9%23y"]


def test_the_id_of_the_request_travels_beside_the_stored_bytes(server: AnsweringServer, gateway: PayPal) -> None:
    prepared = replace(gateway.prepare(instruction()), correlation_id="approval-by-boris")

    gateway.send(prepared)

    assert calls(server)[0].headers["X-Request-ID"] == "approval-by-boris"
    assert calls(server)[0].body == prepared.body


@pytest.mark.parametrize("address", ["http://paypal.example", "ftp://127.0.0.1", "paypal.example", "https://"])
def test_the_secret_never_travels_in_the_clear(address: str) -> None:
    with pytest.raises(BadConfiguration):
        paypal_at(address)


@pytest.mark.parametrize(
    ("sandbox", "base"), [(True, "https://api-m.sandbox.paypal.com"), (False, "https://api-m.paypal.com")]
)
def test_the_sandbox_is_used_only_where_it_is_meant(sandbox: bool, base: str) -> None:
    gateway = paypal_at("", sandbox=sandbox)

    assert gateway._wire._sdk.config.get_base_uri() == base


@pytest.mark.parametrize("missing", ["client_id", "client_secret"])
def test_an_account_without_its_secret_cannot_be_opened(missing: str) -> None:
    with pytest.raises(BadConfiguration, match=missing):
        paypal_at("", **{missing: ""})


@pytest.mark.parametrize(
    ("status", "body", "kind", "says"),
    [
        (401, {"error": "invalid_client"}, BadConfiguration, "does not accept the client id"),
        (503, {}, Unreachable, "did not let us sign in"),
    ],
)
def test_the_connection_test_tells_a_wrong_secret_from_a_quiet_gateway(
    server: AnsweringServer, gateway: PayPal, status: int, body: dict[str, str], kind: type[Exception], says: str
) -> None:
    assert gateway.check() == "PayPal answers, in live mode."
    server.by_path[TOKEN_PATH] = (status, json.dumps(body).encode())

    with pytest.raises(kind, match=says):
        gateway.check()


COUNTED = [
    # currency, ISO minor units, what PayPal reads
    *[(currency, 123456, "1234.56") for currency in ("EUR", "USD", "GBP", "AUD", "BRL", "PLN", "CHF", "MXN", "THB")],
    ("EUR", 1, "0.01"),
    ("EUR", 10**15, "10000000000000.00"),
    ("JPY", 1200, "1200"),
    ("HUF", 120000, "1200"),
    ("TWD", 120000, "1200"),
]


@pytest.mark.parametrize(("currency", "minor", "written"), COUNTED)
def test_amounts_are_written_as_paypal_reads_them(gateway: PayPal, currency: str, minor: int, written: str) -> None:
    body = json.loads(gateway.prepare(instruction(amount_minor=minor, currency=currency)).body)

    assert body["amount"] == {"currency_code": currency, "value": written}
    assert gateway._read_amount(body["amount"]) == (minor, currency)


@pytest.mark.parametrize(("currency", "minor"), [("HUF", 120050), ("TWD", 1)])
def test_a_fraction_that_paypal_cannot_write_is_refused_before_it_is_sent(
    server: AnsweringServer, gateway: PayPal, currency: str, minor: int
) -> None:
    with pytest.raises(UnsendableAmount):
        gateway.prepare(instruction(amount_minor=minor, currency=currency))
    assert server.asked == []
