"""Every answer PayPal can give to a refund, and the only thing we may conclude from it.

Each row goes through the real SDK. Whatever is not a plain refusal, or the gateway's own word, stays unknown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from refunds.gateways.paypal import GATEWAY as PayPal
from refunds.gateways.paypal.refusals import REFUSALS
from refunds.gateways.paypal.verdicts import ANY, STATES, VERDICTS
from refunds.gateways.types import Outcome, OutcomeState, RefundInstruction
from tests.refunds.gateways.answering_server import AnsweringServer, answering_server

S = OutcomeState
TOKEN = {"access_token": "token", "token_type": "Bearer", "expires_in": 32400}
BAD, UNPROCESSABLE, NOT_FOUND = "INVALID_REQUEST", "UNPROCESSABLE_ENTITY", "RESOURCE_NOT_FOUND"

REFUNDS = [
    # status, status_details.reason -> state, code
    ("COMPLETED", None, S.SUCCEEDED, ""),
    ("COMPLETED", "ECHECK", S.SUCCEEDED, "ECHECK"),
    ("COMPLETED", "FULL_MOON", S.SUCCEEDED, "FULL_MOON"),
    ("PENDING", None, S.PENDING, ""),
    ("PENDING", "ECHECK", S.PENDING, "ECHECK"),
    ("PENDING", "FULL_MOON", S.PENDING, "FULL_MOON"),
    ("FAILED", None, S.FAILED, ""),
    ("FAILED", "ECHECK", S.FAILED, "ECHECK"),
    ("FAILED", "FULL_MOON", S.FAILED, "FULL_MOON"),
    ("CANCELLED", None, S.CANCELED, ""),
    ("CANCELLED", "ECHECK", S.CANCELED, "ECHECK"),
    ("CANCELED", None, S.PENDING, "CANCELED"),
    ("completed", None, S.PENDING, "completed"),
    ("failed", None, S.PENDING, "failed"),
    ("REFUNDED", None, S.PENDING, "REFUNDED"),
    ("PARTIALLY_REFUNDED", None, S.PENDING, "PARTIALLY_REFUNDED"),
    ("DECLINED", None, S.PENDING, "DECLINED"),
    ("FULL_MOON", None, S.PENDING, "FULL_MOON"),
    ("", None, S.PENDING, ""),
    (None, None, S.PENDING, "None"),
]

REFUSAL_WORDS = [
    # what PayPal's specification lists for a refund with status 422, and what ends a try only there
    "CANNOT_BE_NEGATIVE",
    "CANNOT_BE_ZERO_OR_NEGATIVE",
    "CAPTURE_FULLY_REFUNDED",
    "CURRENCY_MISMATCH",
    "DECIMALS_NOT_SUPPORTED",
    "DECIMAL_PRECISION",
    "INVALID_CURRENCY_CODE",
    "MAX_NUMBER_OF_REFUNDS_EXCEEDED",
    "PARTIAL_REFUND_NOT_ALLOWED",
    "PAYEE_ACCOUNT_LOCKED_OR_CLOSED",
    "PAYEE_ACCOUNT_RESTRICTED",
    "PAYER_ACCOUNT_LOCKED_OR_CLOSED",
    "PENDING_CAPTURE",
    "PLATFORM_FEE_EXCEEDED",
    "PLATFORM_FEE_NOT_ENABLED",
    "REFUND_AMOUNT_EXCEEDED",
    "REFUND_AMOUNT_TOO_LOW",
    "REFUND_CAPTURE_CURRENCY_MISMATCH",
    "REFUND_FAILED_INSUFFICIENT_FUNDS",
    "REFUND_IS_RESTRICTED",
    "REFUND_NOT_ALLOWED",
    "REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK",
    "REFUND_TIME_LIMIT_EXCEEDED",
    "TRANSACTION_DISPUTED",
]

A_REFUSAL_WORD_IN = [
    # HTTP status, name -> state, surely without effect: the same for each of the words above
    (422, UNPROCESSABLE, S.FAILED, False),
    (422, "FULL_MOON", S.UNKNOWN, False),
    (409, "RESOURCE_CONFLICT", S.UNKNOWN, False),
    (500, "INTERNAL_SERVER_ERROR", S.UNKNOWN, False),
    (503, UNPROCESSABLE, S.UNKNOWN, False),
]

ERRORS = [
    # HTTP status, name, issue -> state, surely without effect
    (400, BAD, "MISSING_REQUIRED_PARAMETER", S.FAILED, False),
    (400, BAD, "INVALID_PARAMETER_SYNTAX", S.FAILED, False),
    (400, BAD, "INVALID_PARAMETER_VALUE", S.FAILED, False),
    (400, BAD, "INVALID_STRING_LENGTH", S.FAILED, False),
    (400, BAD, "INVALID_STRING_MAX_LENGTH", S.FAILED, False),
    (400, BAD, "MALFORMED_REQUEST_JSON", S.FAILED, False),
    (400, BAD, "FULL_MOON", S.FAILED, False),
    (400, BAD, None, S.FAILED, False),
    (400, UNPROCESSABLE, "CAPTURE_FULLY_REFUNDED", S.UNKNOWN, False),
    (400, "FULL_MOON", None, S.UNKNOWN, False),
    (400, None, None, S.UNKNOWN, False),
    (401, "AUTHENTICATION_FAILURE", None, S.UNKNOWN, True),
    (401, "AUTHENTICATION_FAILURE", "INVALID_ACCOUNT_STATUS", S.UNKNOWN, True),
    (401, None, None, S.UNKNOWN, True),
    (402, UNPROCESSABLE, "CAPTURE_FULLY_REFUNDED", S.UNKNOWN, False),
    (403, "NOT_AUTHORIZED", "PERMISSION_DENIED", S.UNKNOWN, True),
    (403, "NOT_AUTHORIZED", None, S.UNKNOWN, True),
    (403, None, None, S.UNKNOWN, True),
    (404, NOT_FOUND, "INVALID_RESOURCE_ID", S.FAILED, False),
    (404, NOT_FOUND, None, S.FAILED, False),
    (404, "FULL_MOON", None, S.UNKNOWN, False),
    (404, None, None, S.UNKNOWN, False),
    (405, "METHOD_NOT_SUPPORTED", None, S.UNKNOWN, False),
    (406, "MEDIA_TYPE_NOT_ACCEPTABLE", None, S.UNKNOWN, False),
    (408, None, None, S.UNKNOWN, False),
    (409, "RESOURCE_CONFLICT", "PREVIOUS_REQUEST_IN_PROGRESS", S.UNKNOWN, False),
    (409, "RESOURCE_CONFLICT", None, S.UNKNOWN, False),
    (409, None, None, S.UNKNOWN, False),
    (415, "UNSUPPORTED_MEDIA_TYPE", None, S.UNKNOWN, False),
    (422, UNPROCESSABLE, "DUPLICATE_INVOICE_ID", S.UNKNOWN, False),
    (422, UNPROCESSABLE, "DUPLICATE_REQUEST_ID", S.UNKNOWN, False),
    (422, UNPROCESSABLE, "FULL_MOON", S.UNKNOWN, False),
    (422, UNPROCESSABLE, None, S.UNKNOWN, False),
    (422, None, None, S.UNKNOWN, False),
    (429, "RATE_LIMIT_REACHED", None, S.UNKNOWN, True),
    (429, None, None, S.UNKNOWN, True),
    (500, "INTERNAL_SERVER_ERROR", None, S.UNKNOWN, False),
    (500, "INTERNAL_SERVICE_ERROR", None, S.UNKNOWN, False),
    (500, BAD, "INVALID_PARAMETER_SYNTAX", S.UNKNOWN, False),
    (500, NOT_FOUND, "INVALID_RESOURCE_ID", S.UNKNOWN, False),
    (501, None, None, S.UNKNOWN, False),
    (502, None, None, S.UNKNOWN, False),
    (503, "SERVICE_UNAVAILABLE", None, S.UNKNOWN, False),
    (504, None, None, S.UNKNOWN, False),
    (520, None, None, S.UNKNOWN, False),
]

SEVERAL_ISSUES = [
    # issues of one answer 422 -> state
    (["CAPTURE_FULLY_REFUNDED", "REFUND_NOT_ALLOWED"], S.FAILED),
    (["CAPTURE_FULLY_REFUNDED", "DUPLICATE_INVOICE_ID"], S.UNKNOWN),
    (["CAPTURE_FULLY_REFUNDED", "FULL_MOON"], S.UNKNOWN),
]

SIGNING_IN = [
    # HTTP status, body of the answer to our asking for a token; nothing was sent after any of them
    (400, {"error": "invalid_request"}),
    (401, {"error": "invalid_client"}),
    (403, {"name": "NOT_AUTHORIZED"}),
    (404, {}),
    (429, {"name": "RATE_LIMIT_REACHED"}),
    (500, {"name": "INTERNAL_SERVER_ERROR"}),
    (503, b"<html>Bad gateway</html>"),
    (200, b""),
    (200, b"{}"),
    (200, b"[]"),
    (200, b"<html>Hello</html>"),
    (200, {"access_token": "token", "token_type": "Bearer", "expires_in": 1}),
    (302, b""),
]

TRANSPORT = [
    # what the line does, before or after we signed in -> code, surely without effect
    ("closed", "before", "not_signed_in", True),
    ("hangs", "before", "not_signed_in", True),
    ("drops", "before", "not_signed_in", True),
    ("closed", "after", "connection_refused", True),
    ("hangs", "after", "timeout", False),
    ("drops", "after", "connection_lost", False),
    ("breaks off", "after", "connection_lost", False),
    ("redirects", "after", "http_307", False),
]

BODIES = [b"", b"null", b"[]", b'"no"', b"{}", b"{", b"<html>Bad gateway</html>", b"\xff\xfe", b'{"details": "no"}']


@pytest.fixture(scope="module")
def server() -> Iterator[AnsweringServer]:
    with answering_server() as server:
        let_sign_in(server)
        yield server


@pytest.fixture(scope="module")
def gateway(server: AnsweringServer) -> PayPal:
    return paypal_at(server)


def let_sign_in(server: AnsweringServer) -> None:
    server.by_path["/v1/oauth2/token"] = (200, json.dumps(TOKEN).encode())


def paypal_at(server: AnsweringServer) -> PayPal:
    config = {"client_id": "shop", "client_secret": "secret", "api_base": server.address, "read_seconds": 0.2}
    return PayPal("paypal", config)


def send(gateway: PayPal) -> Outcome:
    return gateway.send(gateway.prepare(RefundInstruction("RF-2026-000001-1", "key-1", "CAPTURE1", 2000, "EUR")))


def said(name: str | None, issues: list[str | None]) -> dict[str, Any]:
    details = [{"issue": issue, "description": "PayPal's words."} for issue in issues if issue]
    return {"name": name, "message": "PayPal's words.", "debug_id": "1", "details": details}


@pytest.mark.parametrize(("status", "reason", "state", "code"), REFUNDS)
def test_a_refund_in_this_status_means(
    server: AnsweringServer, gateway: PayPal, status: str | None, reason: str | None, state: OutcomeState, code: str
) -> None:
    amount = {"currency_code": "EUR", "value": "20.00"}
    refund = {"id": "REFUND1", "status": status, "amount": amount, "status_details": {"reason": reason}}
    server.says(200, refund)

    for outcome in (send(gateway), gateway.read_refund("REFUND1")):
        assert (outcome.state, outcome.code, outcome.never_sent) == (state, code, False)
        assert (outcome.gateway_reference, outcome.amount_minor, outcome.currency) == ("REFUND1", 2000, "EUR")
        assert outcome.raw["status"] == status
        if state is S.FAILED:
            assert outcome.message.endswith(".")


@pytest.mark.parametrize("word", REFUSAL_WORDS)
@pytest.mark.parametrize(("http_status", "name", "state", "never_sent"), A_REFUSAL_WORD_IN)
def test_a_refusal_word_in_such_an_answer_means(
    server: AnsweringServer,
    gateway: PayPal,
    http_status: int,
    name: str,
    state: OutcomeState,
    never_sent: bool,
    word: str,
) -> None:
    server.says(http_status, said(name, [word]))

    outcome = send(gateway)

    assert (outcome.state, outcome.code, outcome.never_sent) == (state, word, never_sent)
    assert outcome.message == str(REFUSALS[word])
    assert gateway.read_refund("REFUND1").state is S.UNKNOWN


@pytest.mark.parametrize(("http_status", "name", "issue", "state", "never_sent"), ERRORS)
def test_an_error_of_this_kind_means(
    server: AnsweringServer,
    gateway: PayPal,
    http_status: int,
    name: str | None,
    issue: str | None,
    state: OutcomeState,
    never_sent: bool,
) -> None:
    server.says(http_status, said(name, [issue]))

    outcome = send(gateway)

    assert (outcome.state, outcome.never_sent) == (state, never_sent)
    assert outcome.code == (issue or name or f"http_{http_status}")
    assert outcome.message
    assert outcome.raw["message"] == "PayPal's words."
    assert gateway.read_refund("REFUND1").state is S.UNKNOWN
    assert gateway.look_up("RF-2026-000001-1", "CAPTURE1").certain is False


@pytest.mark.parametrize(("issues", "state"), SEVERAL_ISSUES)
def test_several_issues_prove_only_what_each_of_them_proves(
    server: AnsweringServer, gateway: PayPal, issues: list[str | None], state: OutcomeState
) -> None:
    server.says(422, said(UNPROCESSABLE, issues))

    assert (send(gateway).state, send(gateway).code) == (state, issues[0])


@pytest.mark.parametrize(("http_status", "body"), SIGNING_IN)
def test_who_cannot_sign_in_has_sent_nothing(http_status: int, body: Any) -> None:
    with answering_server() as server:
        server.says(http_status, body)

        outcome = send(paypal_at(server))

        assert (outcome.state, outcome.code, outcome.never_sent) == (S.UNKNOWN, "not_signed_in", True)
        assert outcome.message
        assert "token" not in str(outcome.raw)
        assert {asked.path for asked in server.asked} == {"/v1/oauth2/token"}


@pytest.mark.parametrize(("what", "when", "code", "never_sent"), TRANSPORT)
def test_a_line_that_does_this_means(what: str, when: str, code: str, never_sent: bool) -> None:
    with answering_server() as server:
        gateway = paypal_at(server)
        if when == "after":
            let_sign_in(server)
        server.hangs, server.drops = what == "hangs", what == "drops"
        if what == "breaks off":
            server.says(201, {"id": "REFUND1"}, **{"Content-Length": "999"})
        if what == "redirects":
            server.says(307, {}, Location="http://127.0.0.1:9/v2/payments/captures/CAPTURE1/refund")
        if what == "closed":
            gateway = closed_after(server, gateway, when)

        outcome = send(gateway)

        assert (outcome.state, outcome.code, outcome.never_sent) == (S.UNKNOWN, code, never_sent)
        assert len([asked for asked in server.asked if asked.path.startswith("/v2/")]) == (
            0 if never_sent or what == "closed" else 1
        )


def closed_after(server: AnsweringServer, gateway: PayPal, when: str) -> PayPal:
    """Let nobody listen any more, with or without a token in the gateway's hand."""
    if when == "after":
        gateway.check()
    server.close()
    return gateway


@pytest.mark.parametrize("http_status", [200, 201, 204, 301, 400, 402, 404, 409, 422, 500, 503])
@pytest.mark.parametrize("body", BODIES)
def test_an_answer_that_is_not_paypals_proves_nothing(
    server: AnsweringServer, gateway: PayPal, http_status: int, body: bytes
) -> None:
    server.says(http_status, body if http_status != 204 else b"")

    outcome = send(gateway)

    assert (outcome.state, outcome.never_sent) == (S.UNKNOWN, False)
    assert gateway.read_refund("REFUND1").state is S.UNKNOWN
    assert gateway.look_up("RF-2026-000001-1", "CAPTURE1").certain is False


@pytest.mark.parametrize("body", [{"id": "REFUND1"}, {"status": "COMPLETED"}, {"id": 7, "status": "COMPLETED"}])
def test_another_object_than_a_refund_proves_nothing(
    server: AnsweringServer, gateway: PayPal, body: dict[str, Any]
) -> None:
    server.says(201, body)

    assert send(gateway).state is S.UNKNOWN


def test_a_rate_limit_says_when_to_come_back(server: AnsweringServer, gateway: PayPal) -> None:
    server.says(429, said("RATE_LIMIT_REACHED", []), Retry_After="7")
    assert send(gateway).retry_after_seconds == 7
    server.says(429, said("RATE_LIMIT_REACHED", []), Retry_After="Sat, 14 Mar 2026 09:00:00 GMT")
    assert send(gateway).retry_after_seconds is None


@pytest.mark.parametrize("value", ["20,00", "20.005", "", "-", "1e3", "NaN", 20, None, "9" * 40])
def test_an_amount_that_makes_no_sense_is_left_out(server: AnsweringServer, gateway: PayPal, value: object) -> None:
    server.says(201, {"id": "R1", "status": "COMPLETED", "amount": {"currency_code": "EUR", "value": value}})

    assert (send(gateway).amount_minor, send(gateway).currency) == (None, None)


def test_every_word_of_the_tables_is_tried_here_in_at_least_150_rows() -> None:
    assert set(STATES) <= {row[0] for row in REFUNDS}
    assert set(REFUSALS) == set(REFUSAL_WORDS)
    tried = [(status, name, word) for status, name, *_ in A_REFUSAL_WORD_IN for word in REFUSAL_WORDS]
    tried += [(status, name, issue) for status, name, issue, *_ in ERRORS]
    assert set(VERDICTS) == {row for row in map(deciding_row, tried) if row}
    assert len(REFUNDS) + len(tried) + len(SIGNING_IN) + len(TRANSPORT) >= 150


def deciding_row(error: tuple[int, str | None, str | None]) -> tuple[int, str, str] | None:
    """The row of the table that decides this error, most exact first."""
    status, name, issue = error
    rows = ((status, name, issue), (status, name, ANY), (status, ANY, ANY))
    return next((row for row in rows if row in VERDICTS), None)  # type: ignore[comparison-overlap]
