"""Every answer Stripe can give to a refund, and the only thing we may conclude from it.

Each row goes through the real SDK. Whatever is not a plain refusal, or the gateway's own word, stays unknown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from refunds.gateways.stripe import GATEWAY as Stripe
from refunds.gateways.stripe.verdicts import ANY, FAILURES, REFUSALS, STATES, VERDICTS
from refunds.gateways.types import OutcomeState, RefundInstruction
from tests.refunds.gateways.answering_server import AnsweringServer, answering_server

S = OutcomeState
INVALID = "invalid_request_error"

REFUNDS = [
    # status, pending_reason, failure_reason -> state, code
    ("succeeded", None, None, S.SUCCEEDED, ""),
    ("pending", None, None, S.PENDING, ""),
    ("pending", "processing", None, S.PENDING, "processing"),
    ("pending", "charge_pending", None, S.PENDING, "charge_pending"),
    ("pending", "insufficient_funds", None, S.WAITING_FUNDS, "insufficient_funds"),
    ("pending", "full_moon", None, S.PENDING, "full_moon"),
    ("pending", "processing", "declined", S.PENDING, "declined"),
    ("succeeded", "processing", None, S.SUCCEEDED, "processing"),
    ("succeeded", "insufficient_funds", None, S.SUCCEEDED, "insufficient_funds"),
    ("requires_action", None, None, S.ACTION_REQUIRED, ""),
    ("requires_action", "insufficient_funds", None, S.ACTION_REQUIRED, "insufficient_funds"),
    ("requires_action", "processing", None, S.ACTION_REQUIRED, "processing"),
    ("canceled", None, None, S.CANCELED, ""),
    ("canceled", None, "merchant_request", S.CANCELED, "merchant_request"),
    ("failed", None, None, S.FAILED, ""),
    ("failed", None, "lost_or_stolen_card", S.FAILED, "lost_or_stolen_card"),
    ("failed", None, "expired_or_canceled_card", S.FAILED, "expired_or_canceled_card"),
    ("failed", None, "charge_for_pending_refund_disputed", S.FAILED, "charge_for_pending_refund_disputed"),
    ("failed", None, "insufficient_funds", S.FAILED, "insufficient_funds"),
    ("failed", None, "declined", S.FAILED, "declined"),
    ("failed", None, "merchant_request", S.FAILED, "merchant_request"),
    ("failed", None, "unknown", S.FAILED, "unknown"),
    ("failed", None, "full_moon", S.FAILED, "full_moon"),
    ("failed", "insufficient_funds", None, S.FAILED, "insufficient_funds"),
    ("canceled", "insufficient_funds", None, S.CANCELED, "insufficient_funds"),
    ("succeeding", None, None, S.PENDING, "succeeding"),
    ("FAILED", None, None, S.PENDING, "FAILED"),
    ("", None, None, S.PENDING, ""),
    (None, None, None, S.PENDING, "None"),
]

REFUSAL_WORDS = [
    # codes that end a try where Stripe calls the request wrong, and only there
    "amount_too_large",
    "amount_too_small",
    "balance_insufficient",
    "charge_already_refunded",
    "charge_disputed",
    "charge_not_refundable",
    "insufficient_funds",
    "payment_intent_unexpected_state",
    "refund_disputed_payment",
    "resource_missing",
]

A_REFUSAL_WORD_IN = [
    # HTTP status, type -> state: the same for each of the words above
    (400, INVALID, S.FAILED),
    (402, INVALID, S.FAILED),
    (404, INVALID, S.FAILED),
    (400, "idempotency_error", S.UNKNOWN),
    (400, "api_error", S.UNKNOWN),
    (409, INVALID, S.UNKNOWN),
    (500, INVALID, S.UNKNOWN),
    (503, "api_error", S.UNKNOWN),
]

TRANSPORT = [
    # what the line does -> code, surely without effect
    ("closed", "connection_refused", True),
    ("hangs", "timeout", False),
    ("drops", "connection_lost", False),
    ("breaks off", "connection_lost", False),
    ("redirects", "connection_lost", False),
]

ERRORS = [
    # HTTP status, type, code -> state, surely without effect
    (400, INVALID, None, S.FAILED, False),
    (400, INVALID, "charge_already_refunded", S.FAILED, False),
    (400, INVALID, "charge_disputed", S.FAILED, False),
    (400, INVALID, "refund_disputed_payment", S.FAILED, False),
    (400, INVALID, "charge_not_refundable", S.FAILED, False),
    (400, INVALID, "amount_too_large", S.FAILED, False),
    (400, INVALID, "amount_too_small", S.FAILED, False),
    (400, INVALID, "balance_insufficient", S.FAILED, False),
    (400, INVALID, "insufficient_funds", S.FAILED, False),
    (400, INVALID, "parameter_invalid_integer", S.FAILED, False),
    (400, INVALID, "parameter_unknown", S.FAILED, False),
    (400, INVALID, "payment_intent_unexpected_state", S.FAILED, False),
    (400, INVALID, "resource_missing", S.FAILED, False),
    (400, INVALID, "full_moon", S.FAILED, False),
    (400, INVALID, "idempotency_key_in_use", S.UNKNOWN, False),
    (400, INVALID, "lock_timeout", S.UNKNOWN, True),
    (400, INVALID, "rate_limit", S.UNKNOWN, True),
    (400, INVALID, "livemode_mismatch", S.UNKNOWN, True),
    (400, INVALID, "testmode_charges_only", S.UNKNOWN, True),
    (400, INVALID, "account_invalid", S.UNKNOWN, True),
    (400, "idempotency_error", None, S.UNKNOWN, False),
    (400, "idempotency_error", "idempotency_key_in_use", S.UNKNOWN, False),
    (400, "api_error", None, S.UNKNOWN, False),
    (400, "full_moon", None, S.UNKNOWN, False),
    (400, None, None, S.UNKNOWN, False),
    (401, INVALID, None, S.UNKNOWN, True),
    (401, INVALID, "api_key_expired", S.UNKNOWN, True),
    (402, "card_error", "card_declined", S.FAILED, False),
    (402, "card_error", "expired_card", S.FAILED, False),
    (402, INVALID, None, S.FAILED, False),
    (402, "api_error", None, S.UNKNOWN, False),
    (403, INVALID, None, S.UNKNOWN, True),
    (404, INVALID, "resource_missing", S.FAILED, False),
    (404, INVALID, None, S.FAILED, False),
    (404, "api_error", None, S.UNKNOWN, False),
    (405, INVALID, None, S.UNKNOWN, False),
    (408, INVALID, None, S.UNKNOWN, False),
    (409, INVALID, None, S.UNKNOWN, False),
    (409, INVALID, "idempotency_key_in_use", S.UNKNOWN, False),
    (409, INVALID, "lock_timeout", S.UNKNOWN, False),
    (409, "idempotency_error", "idempotency_key_in_use", S.UNKNOWN, False),
    (422, INVALID, None, S.UNKNOWN, False),
    (424, "api_error", None, S.UNKNOWN, False),
    (429, INVALID, "rate_limit", S.UNKNOWN, True),
    (429, INVALID, "lock_timeout", S.UNKNOWN, True),
    (429, "rate_limit_error", None, S.UNKNOWN, True),
    (500, "api_error", None, S.UNKNOWN, False),
    (500, INVALID, "charge_already_refunded", S.UNKNOWN, False),
    (501, "api_error", None, S.UNKNOWN, False),
    (502, "api_error", None, S.UNKNOWN, False),
    (503, "api_error", None, S.UNKNOWN, False),
    (504, "api_error", None, S.UNKNOWN, False),
    (520, "api_error", None, S.UNKNOWN, False),
]

BODIES = [
    b"",
    b"null",
    b"[]",
    b'"no"',
    b"{}",
    b"{",
    b"<html>Bad gateway</html>",
    b"\xff\xfe",
    b'{"error": "no"}',
    b'{"error": []}',
]


@pytest.fixture(scope="module")
def server() -> Iterator[AnsweringServer]:
    with answering_server() as server:
        yield server


@pytest.fixture(scope="module")
def gateway(server: AnsweringServer) -> Stripe:
    return Stripe("stripe", {"secret_key": "sk_test_1", "api_base": server.address})


def refund(**fields: Any) -> dict[str, Any]:
    return {"object": "refund", "id": "re_1", "charge": "ch_1", "amount": 2000, "currency": "eur", **fields}


def send(gateway: Stripe) -> Any:
    return gateway.send(gateway.prepare(RefundInstruction("RF-2026-000001-1", "key-1", "ch_1", 2000, "EUR")))


@pytest.mark.parametrize(("status", "pending_reason", "failure_reason", "state", "code"), REFUNDS)
def test_a_refund_in_this_status_means(
    server: AnsweringServer,
    gateway: Stripe,
    status: str | None,
    pending_reason: str | None,
    failure_reason: str | None,
    state: OutcomeState,
    code: str,
) -> None:
    server.says(200, refund(status=status, pending_reason=pending_reason, failure_reason=failure_reason))

    for outcome in (send(gateway), gateway.read_refund("re_1")):
        assert (outcome.state, outcome.code) == (state, code)
        assert (outcome.gateway_reference, outcome.amount_minor, outcome.currency) == ("re_1", 2000, "EUR")
        assert outcome.raw["status"] == status
        if state is S.FAILED:
            assert outcome.message


@pytest.mark.parametrize(("http_status", "kind", "code", "state", "never_sent"), ERRORS)
def test_an_error_of_this_kind_means(
    server: AnsweringServer,
    gateway: Stripe,
    http_status: int,
    kind: str | None,
    code: str | None,
    state: OutcomeState,
    never_sent: bool,
) -> None:
    server.says(http_status, {"error": {"type": kind, "code": code, "message": "Stripe's words."}})

    outcome = send(gateway)

    assert (outcome.state, outcome.never_sent) == (state, never_sent)
    assert outcome.code == (code or kind or f"http_{http_status}")
    assert outcome.message
    assert outcome.raw["error"]["message"] == "Stripe's words."
    assert gateway.read_refund("re_1").state is S.UNKNOWN
    assert gateway.look_up("RF-2026-000001-1", "ch_1").certain is False


@pytest.mark.parametrize("word", REFUSAL_WORDS)
@pytest.mark.parametrize(("http_status", "kind", "state"), A_REFUSAL_WORD_IN)
def test_a_refusal_word_in_such_an_answer_means(
    server: AnsweringServer, gateway: Stripe, http_status: int, kind: str, state: OutcomeState, word: str
) -> None:
    server.says(http_status, {"error": {"type": kind, "code": word, "message": "Stripe's words."}})

    outcome = send(gateway)

    assert (outcome.state, outcome.code, outcome.never_sent) == (state, word, False)
    assert outcome.message == str(REFUSALS[word])


@pytest.mark.parametrize(("what", "code", "never_sent"), TRANSPORT)
def test_a_line_that_does_this_means(what: str, code: str, never_sent: bool) -> None:
    with answering_server() as server:
        gateway = Stripe("stripe", {"secret_key": "sk_test_1", "api_base": server.address, "read_seconds": 0.2})
        server.hangs, server.drops = what == "hangs", what == "drops"
        if what == "breaks off":
            server.says(200, refund(status="succeeded"), **{"Content-Length": "999"})
        if what == "redirects":
            server.says(307, {}, Location="http://127.0.0.1:9/v1/refunds")
        if what == "closed":
            server.close()

        outcome = send(gateway)

        assert (outcome.state, outcome.code, outcome.never_sent) == (S.UNKNOWN, code, never_sent)
        assert len(server.asked) == (0 if what == "closed" else 1)


@pytest.mark.parametrize("http_status", [200, 201, 301, 400, 402, 404, 409, 500, 503])
@pytest.mark.parametrize("body", BODIES)
def test_an_answer_that_is_not_stripes_proves_nothing(
    server: AnsweringServer, gateway: Stripe, http_status: int, body: bytes
) -> None:
    server.says(http_status, body)

    assert send(gateway).state is S.UNKNOWN
    assert send(gateway).never_sent is False
    assert gateway.read_refund("re_1").state is S.UNKNOWN
    assert gateway.look_up("RF-2026-000001-1", "ch_1").certain is False


@pytest.mark.parametrize(
    "body", [{"object": "charge", "id": "ch_1"}, {"object": "refund"}, {"object": "refund", "id": 7}]
)
def test_another_object_than_a_refund_proves_nothing(server: AnsweringServer, gateway: Stripe, body: dict) -> None:
    server.says(200, body)

    assert send(gateway).state is S.UNKNOWN


def test_a_rate_limit_says_when_to_come_back(server: AnsweringServer, gateway: Stripe) -> None:
    server.says(429, {"error": {"type": INVALID, "code": "rate_limit"}}, Retry_After="7")
    assert send(gateway).retry_after_seconds == 7
    server.says(429, {"error": {"type": INVALID, "code": "rate_limit"}}, Retry_After="Sat, 14 Mar 2026 09:00:00 GMT")
    assert send(gateway).retry_after_seconds is None


@pytest.mark.parametrize("currency", ["eur", "isk"])
def test_an_amount_that_makes_no_sense_is_left_out(server: AnsweringServer, gateway: Stripe, currency: str) -> None:
    for amount in (None, "20", 20.5, True, 1 if currency == "isk" else None):
        server.says(200, refund(status="succeeded", amount=amount, currency=currency))
        assert send(gateway).amount_minor is None


CANCELLATIONS = [
    # what the request to take it back is answered with, how the refund then reads -> state
    (200, {"status": "canceled"}, None, S.CANCELED),
    (200, {"status": "requires_action"}, "requires_action", S.ACTION_REQUIRED),
    (200, {"status": "requires_action"}, "canceled", S.CANCELED),
    (200, {"status": "succeeded"}, "succeeded", S.SUCCEEDED),
    (400, {"type": INVALID, "code": None}, "pending", S.PENDING),
    (400, {"type": INVALID, "code": None}, "succeeded", S.SUCCEEDED),
    (400, {"type": INVALID, "code": None}, "failed", S.FAILED),
    (400, {"type": INVALID, "code": None}, "canceled", S.CANCELED),
    (400, {"type": INVALID, "code": None}, None, S.UNKNOWN),
    (404, {"type": INVALID, "code": "resource_missing"}, None, S.UNKNOWN),
    (401, {"type": INVALID, "code": None}, "requires_action", S.ACTION_REQUIRED),
    (403, {"type": INVALID, "code": None}, "requires_action", S.ACTION_REQUIRED),
    (409, {"type": INVALID, "code": None}, "canceled", S.CANCELED),
    (409, {"type": INVALID, "code": None}, "requires_action", S.ACTION_REQUIRED),
    (429, {"type": INVALID, "code": "rate_limit"}, "requires_action", S.ACTION_REQUIRED),
    (500, {"type": "api_error", "code": None}, "canceled", S.CANCELED),
    (500, {"type": "api_error", "code": None}, None, S.UNKNOWN),
]


@pytest.mark.parametrize(("http_status", "said", "reads", "state"), CANCELLATIONS)
def test_a_refund_that_was_asked_back_is(
    server: AnsweringServer,
    gateway: Stripe,
    http_status: int,
    said: dict[str, Any],
    reads: str | None,
    state: OutcomeState,
) -> None:
    body = refund(**said) if http_status == 200 else {"error": {**said, "message": "Stripe's words."}}
    server.by_path = {"/v1/refunds/re_1/cancel": (http_status, json.dumps(body).encode())}
    server.asked.clear()
    missing = {"error": {"type": INVALID, "code": "resource_missing"}}
    server.says(200 if reads else 404, refund(status=reads) if reads else missing)

    assert gateway.cancel_refund("re_1").state is state
    assert [asked.method for asked in server.asked] == (["POST"] if said == {"status": "canceled"} else ["POST", "GET"])
    assert server.asked[0].body == b""


def test_every_word_of_the_tables_is_tried_here_in_at_least_150_rows() -> None:
    assert {status for status, _ in STATES} <= {row[0] for row in REFUNDS}
    assert set(FAILURES) <= {row[2] for row in REFUNDS}
    assert set(REFUSALS) == set(REFUSAL_WORDS)
    assert set(VERDICTS) == {row for row in map(deciding_row, ERRORS) if row}
    words = len(A_REFUSAL_WORD_IN) * len(REFUSAL_WORDS)
    assert len(REFUNDS) + len(ERRORS) + words + len(TRANSPORT) >= 150


def deciding_row(error: tuple[Any, ...]) -> tuple[int, str, str] | None:
    """The row of the table that decides this error, most exact first."""
    status, kind, code, *_ = error
    rows = ((status, kind, code), (status, kind, ANY), (status, ANY, ANY))
    return next((row for row in rows if row in VERDICTS), None)
