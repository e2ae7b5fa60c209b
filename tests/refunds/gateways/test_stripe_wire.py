"""The bytes on the line to Stripe: what was stored, once, to nobody else."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest

from refunds.gateways.errors import BadConfiguration, Unreachable, UnsendableAmount
from refunds.gateways.stripe import GATEWAY as Stripe
from refunds.gateways.stripe.wire import API_VERSION
from refunds.gateways.types import OutcomeState, PreparedRefund, RefundInstruction
from tests.refunds.gateways.answering_server import AnsweringServer, answering_server

REFUND = {"object": "refund", "id": "re_1", "status": "succeeded", "amount": 2000, "currency": "eur"}


@pytest.fixture
def server() -> Iterator[AnsweringServer]:
    with answering_server() as server:
        server.says(200, REFUND)
        yield server


@pytest.fixture
def gateway(server: AnsweringServer) -> Stripe:
    return stripe_at(server.address)


def stripe_at(address: str, **config: object) -> Stripe:
    return Stripe("stripe", {"secret_key": "sk_test_1", "api_base": address, **config})


def instruction(**changes: object) -> RefundInstruction:
    standard = {
        "reference": "RF-2026-000001-1",
        "idempotency_key": "key-1",
        "payment_reference": "ch_1",
        "amount_minor": 2000,
        "currency": "EUR",
    }
    return RefundInstruction(**{**standard, **changes})  # type: ignore[arg-type]


def test_the_stored_bytes_are_the_bytes_that_leave(server: AnsweringServer, gateway: Stripe) -> None:
    prepared = gateway.prepare(instruction(reference="RF 2026/ä&=+[1]", reason="damaged"))

    gateway.send(prepared)
    gateway.send(prepared)

    assert [asked.body for asked in server.asked] == [prepared.body, prepared.body]
    assert {asked.headers["Idempotency-Key"] for asked in server.asked} == {"key-1"}
    assert {(asked.method, asked.path) for asked in server.asked} == {("POST", "/v1/refunds")}


def test_a_body_that_an_older_release_stored_leaves_as_it_is(server: AnsweringServer, gateway: Stripe) -> None:
    body = b"charge=ch_1&metadata[recourse_reference]=RF-1&amount=2000&expand[0]=charge"

    gateway.send(PreparedRefund("key-1", "RF-1", "ch_1", body))

    assert server.asked[0].body == body


def test_the_body_names_payment_amount_and_our_reference(gateway: Stripe) -> None:
    assert (
        gateway.prepare(instruction()).body == b"amount=2000&charge=ch_1&metadata[recourse_reference]=RF-2026-000001-1"
    )
    assert b"payment_intent=pi_1" in gateway.prepare(instruction(payment_reference="pi_1")).body
    assert b"charge=py_1" in gateway.prepare(instruction(payment_reference="py_1")).body


@pytest.mark.parametrize(
    ("ours", "theirs"), [("duplicate", "duplicate"), ("fraud", "requested_by_customer"), ("", "requested_by_customer")]
)
def test_a_reason_is_sent_only_if_wanted_and_is_never_fraudulent(ours: str, theirs: str) -> None:
    quiet, telling = stripe_at(""), stripe_at("", send_reason=True)

    assert b"&reason=" not in quiet.prepare(instruction(reason=ours)).body
    assert f"&reason={theirs}".encode() in telling.prepare(instruction(reason=ours)).body


def test_the_api_version_is_pinned_and_the_key_is_sent_to_stripe_only(server: AnsweringServer, gateway: Stripe) -> None:
    with answering_server() as elsewhere:
        server.says(307, {}, Location=f"{elsewhere.address}/v1/refunds")

        outcome = gateway.send(gateway.prepare(instruction()))

        assert outcome.state == OutcomeState.UNKNOWN
        assert server.asked[0].headers["Stripe-Version"] == API_VERSION
        assert server.asked[0].headers["Authorization"] == "Bearer sk_test_1"
        assert elsewhere.asked == []


@pytest.mark.parametrize("status", [409, 429, 500, 503])
def test_no_retry_is_hidden_in_a_call(server: AnsweringServer, gateway: Stripe, status: int) -> None:
    server.says(status, {"error": {"type": "api_error"}}, Stripe_Should_Retry="true")

    gateway.send(gateway.prepare(instruction()))

    assert len(server.asked) == 1


def test_a_line_that_breaks_after_the_request_proves_nothing(server: AnsweringServer, gateway: Stripe) -> None:
    server.drops = True

    outcome = gateway.send(gateway.prepare(instruction()))

    assert (outcome.state, outcome.code, outcome.never_sent) == (OutcomeState.UNKNOWN, "connection_lost", False)
    assert len(server.asked) == 1
    assert gateway.look_up("RF-2026-000001-1", "ch_1").certain is False


def test_a_gateway_that_never_answers_proves_nothing(server: AnsweringServer) -> None:
    server.hangs = True
    gateway = stripe_at(server.address, read_seconds=1)

    outcome = gateway.send(gateway.prepare(instruction()))

    assert (outcome.state, outcome.code, outcome.never_sent) == (OutcomeState.UNKNOWN, "timeout", False)


def test_a_closed_door_is_surely_without_effect() -> None:
    with socket.socket() as bound_but_deaf:
        bound_but_deaf.bind(("127.0.0.1", 0))
        gateway = stripe_at(f"http://127.0.0.1:{bound_but_deaf.getsockname()[1]}")

        outcome = gateway.send(gateway.prepare(instruction()))

    assert (outcome.state, outcome.code, outcome.never_sent) == (OutcomeState.UNKNOWN, "connection_refused", True)
    with pytest.raises(Unreachable):
        gateway.check()


def test_an_id_from_outside_stays_one_part_of_the_path(server: AnsweringServer, gateway: Stripe) -> None:
    gateway.read_refund("re_1/../../charges?limit=9#x")

    assert [asked.path for asked in server.asked] in ([], ["/v1/refunds/re_1%2F..%2F..%2Fcharges%3Flimit%3D9%23x"])


@pytest.mark.parametrize("address", ["http://stripe.example", "ftp://127.0.0.1", "stripe.example", "https://"])
def test_the_key_never_travels_in_the_clear(address: str) -> None:
    with pytest.raises(BadConfiguration):
        stripe_at(address)


def test_a_wrong_key_is_said_to_be_wrong(server: AnsweringServer, gateway: Stripe) -> None:
    server.says(401, {"error": {"type": "invalid_request_error", "message": "Invalid API Key"}})

    with pytest.raises(BadConfiguration, match="does not accept the key"):
        gateway.check()


def test_an_account_without_a_key_cannot_be_opened() -> None:
    with pytest.raises(BadConfiguration, match="secret_key"):
        Stripe("shop", {"secret_key": ""})


COUNTED = [
    # currency, ISO minor units, what Stripe counts
    *[(currency, 1200, 1200) for currency in ("EUR", "USD", "GBP", "HUF", "TWD", "PLN", "CHF")],
    *[(currency, 1200, 1200) for currency in ("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "PYG")],
    *[(currency, 1200, 1200) for currency in ("RWF", "VND", "VUV", "XAF", "XOF", "XPF")],
    *[(currency, 1230, 1230) for currency in ("BHD", "JOD", "KWD", "OMR", "TND")],
    ("MGA", 1200, 12),
    ("ISK", 12, 1200),
    ("UGX", 12, 1200),
]


@pytest.mark.parametrize(("currency", "minor", "stripes"), COUNTED)
def test_amounts_are_written_as_stripe_counts_them(gateway: Stripe, currency: str, minor: int, stripes: int) -> None:
    assert f"amount={stripes}&".encode() in gateway.prepare(instruction(amount_minor=minor, currency=currency)).body
    assert gateway.from_gateway_amount(stripes, currency) == minor


@pytest.mark.parametrize(("currency", "minor"), [("KWD", 1234), ("BHD", 1), ("TND", 999), ("MGA", 1250)])
def test_a_fraction_that_stripe_cannot_write_is_refused_before_it_is_sent(
    server: AnsweringServer, gateway: Stripe, currency: str, minor: int
) -> None:
    with pytest.raises(UnsendableAmount):
        gateway.prepare(instruction(amount_minor=minor, currency=currency))
    assert server.asked == []


def test_the_id_of_the_request_travels_beside_the_stored_bytes(server: AnsweringServer, gateway: Stripe) -> None:
    prepared = replace(gateway.prepare(instruction()), correlation_id="approval-by-boris")

    gateway.send(prepared)

    assert server.asked[0].headers["X-Request-ID"] == "approval-by-boris"
    assert server.asked[0].body == prepared.body
