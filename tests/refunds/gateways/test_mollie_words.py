"""Every word Mollie can say of a refund, and the only thing we may conclude from it.

Answers go through the real SDK. Whatever is not a plain yes or no stays open.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from refunds.gateways.mollie import GATEWAY as Mollie
from refunds.gateways.mollie.verdicts import ANY, DUPLICATE, REFUSALS, STATES, VERDICTS
from refunds.gateways.types import Outcome, OutcomeState, RefundInstruction
from tests.refunds.gateways.answering_server import AnsweringServer, answering_server

S = OutcomeState
SAMPLES = Path(__file__).parents[2] / "samples/mollie"
REFUND = json.loads((SAMPLES / "refund_pending.json").read_text())

STATUSES = [
    ("queued", S.WAITING_FUNDS),
    ("pending", S.PENDING),
    ("processing", S.PENDING),
    ("refunded", S.SUCCEEDED),
    ("failed", S.FAILED),
    ("canceled", S.CANCELED),
    ("Refunded", S.PENDING),
    ("paid", S.PENDING),
    ("settled", S.PENDING),
    ("full_moon", S.PENDING),
    ("", S.PENDING),
    (None, S.PENDING),
    (True, S.PENDING),
]

DUPLICATED = "A duplicate refund has been detected"
IN_PROGRESS = "A request with this idempotency key is still being processed"

ERRORS = [
    # HTTP status, field, detail -> state, surely without effect
    (400, None, "Unable to understand", S.UNKNOWN, False),
    (400, "amount", "The key was used with other parameters", S.UNKNOWN, False),
    (401, None, "Missing authentication, or failed to authenticate", S.UNKNOWN, True),
    (401, "amount", "", S.UNKNOWN, True),
    (403, None, "You do not have access", S.UNKNOWN, True),
    (403, "amount", "", S.UNKNOWN, True),
    (404, None, "No payment exists with token tr_WDqYK6vllg.", S.FAILED, False),
    (404, "id", "", S.FAILED, False),
    (405, None, "Method not allowed", S.UNKNOWN, False),
    (406, None, "", S.UNKNOWN, False),
    (408, None, "", S.UNKNOWN, False),
    (409, None, DUPLICATED, S.UNKNOWN, True),
    (409, "amount", DUPLICATED, S.UNKNOWN, True),
    (409, None, IN_PROGRESS, S.UNKNOWN, False),
    (409, "amount", IN_PROGRESS, S.UNKNOWN, False),
    (409, None, "", S.UNKNOWN, False),
    (410, None, "The payment is gone", S.FAILED, False),
    (410, "id", "", S.FAILED, False),
    (413, None, "", S.UNKNOWN, False),
    (415, None, "Unsupported media type", S.UNKNOWN, False),
    (422, None, "The payment cannot be refunded", S.FAILED, False),
    (422, "amount", "The amount is higher than the maximum", S.FAILED, False),
    (422, "amount.value", "The specified amount cannot be refunded", S.FAILED, False),
    (422, "amount.currency", "The currency differs", S.FAILED, False),
    (422, "description", "Too long", S.FAILED, False),
    (422, "metadata", "Too long", S.FAILED, False),
    (422, "full_moon", "", S.FAILED, False),
    (422, None, DUPLICATED, S.FAILED, False),
    (423, None, "", S.UNKNOWN, False),
    (425, None, "", S.UNKNOWN, False),
    (428, None, "", S.UNKNOWN, False),
    (429, None, "Too many", S.UNKNOWN, True),
    (429, "amount", "", S.UNKNOWN, True),
    (301, None, "", S.UNKNOWN, False),
    (304, None, "", S.UNKNOWN, False),
    (307, "amount", "", S.UNKNOWN, False),
    (500, None, "Internal server error", S.UNKNOWN, False),
    (500, "amount", "", S.UNKNOWN, False),
    (501, None, "", S.UNKNOWN, False),
    (502, None, "Bad gateway", S.UNKNOWN, False),
    (502, "amount", DUPLICATED, S.UNKNOWN, False),
    (503, None, "Unavailable", S.UNKNOWN, False),
    (503, "amount", "", S.UNKNOWN, False),
    (504, None, "Timeout", S.UNKNOWN, False),
    (520, None, "", S.UNKNOWN, False),
    (202, None, "", S.UNKNOWN, False),
    (204, None, "", S.UNKNOWN, False),
]

OTHERS = [401, 403, 404, 409, 410, 422, 429]
"""Statuses that prove something in Mollie's own shape, and nothing in another."""

SHAPES = [
    {},
    {"status": 200, "title": "OK"},
    {"status": "404", "title": "Not Found", "detail": "x"},
    {"detail": DUPLICATED},
    {"status": None, "title": None},
    {"error": {"message": "blocked by a firewall"}},
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
    b'{"status": "refunded"}',
]

SILENCES = [
    # what the far side does -> code, surely never sent
    ("hangs", "timeout", False),
    ("drops", "connection_lost", False),
    ("is not there", "connection_refused", True),
]


@pytest.fixture(scope="module")
def server() -> Iterator[AnsweringServer]:
    with answering_server() as server:
        yield server


def mollie_at(address: str, **config: Any) -> Mollie:
    return Mollie("mollie", {"api_key": "test_words", "api_base": address, **config})


@pytest.fixture(scope="module")
def gateway(server: AnsweringServer) -> Mollie:
    return mollie_at(server.address)


def send(gateway: Mollie) -> Outcome:
    return gateway.send(gateway.prepare(RefundInstruction("RF-2026-000001-1", "key-1", "tr_WDqYK6vllg", 2000, "EUR")))


@pytest.mark.parametrize(("status", "state"), STATUSES)
def test_a_refund_of_this_status_means(
    server: AnsweringServer, gateway: Mollie, status: Any, state: OutcomeState
) -> None:
    server.says(201, REFUND | {"status": status})
    made = send(gateway)
    server.says(200, REFUND | {"status": status})

    assert made.state is state
    assert (made.gateway_reference, made.amount_minor, made.currency) == ("tr_WDqYK6vllg/re_4qqhO89gsT", 2000, "EUR")
    assert bool(made.message) == (status not in ("pending", "processing", "refunded"))
    assert gateway.read_refund(made.gateway_reference) == made


@pytest.mark.parametrize(("http_status", "at_fault", "detail", "state", "never_sent"), ERRORS)
def test_an_error_of_this_kind_means(
    server: AnsweringServer,
    gateway: Mollie,
    http_status: int,
    at_fault: str | None,
    detail: str,
    state: OutcomeState,
    never_sent: bool,
) -> None:
    told = {"status": http_status, "title": "Some title", "detail": detail, "field": at_fault}
    server.says(http_status, {name: value for name, value in told.items() if value is not None})

    outcome = send(gateway)

    assert (outcome.state, outcome.never_sent) == (state, never_sent)
    assert outcome.code
    assert outcome.message
    assert gateway.read_refund("tr_WDqYK6vllg/re_4qqhO89gsT").state is S.UNKNOWN


@pytest.mark.parametrize("http_status", OTHERS)
@pytest.mark.parametrize("body", SHAPES, ids=str)
def test_an_error_that_is_not_in_mollies_shape_proves_nothing_that_ends_it(
    server: AnsweringServer, gateway: Mollie, http_status: int, body: dict[str, Any]
) -> None:
    server.says(http_status, body)

    assert (send(gateway).state, send(gateway).never_sent) == (S.UNKNOWN, False)


@pytest.mark.parametrize("http_status", [200, 201, 202, 301, 400, 404, 409, 422, 500, 503])
@pytest.mark.parametrize("body", BODIES)
def test_an_answer_that_is_not_mollies_proves_nothing(
    server: AnsweringServer, gateway: Mollie, http_status: int, body: bytes
) -> None:
    server.says(http_status, body)

    assert (send(gateway).state, send(gateway).never_sent) == (S.UNKNOWN, False)


@pytest.mark.parametrize(
    "changes",
    [
        {"id": None},
        {"id": 7},
        {"id": "re_\x00bad"},
        {"id": "re_" + "x" * 100},
        {"id": "tr_WDqYK6vllg"},
        {"paymentId": None},
        {"paymentId": "tr_another"},
        {"paymentId": "re_4qqhO89gsT"},
        {"paymentId": "tr_WDqYK6vllg/../x"},
    ],
)
def test_an_answer_about_no_refund_or_another_proves_nothing(
    server: AnsweringServer, gateway: Mollie, changes: dict[str, Any]
) -> None:
    server.says(201, REFUND | changes)

    assert send(gateway).state is S.UNKNOWN


@pytest.mark.parametrize(
    "amount",
    [
        None,
        {},
        "20.00",
        {"value": 20, "currency": "EUR"},
        {"value": "20.00"},
        {"value": "20.00", "currency": "XYZ"},
        {"value": "2e1", "currency": "EUR"},
    ],
)
def test_an_amount_that_makes_no_sense_is_not_taken_for_ours(
    server: AnsweringServer, gateway: Mollie, amount: Any
) -> None:
    server.says(201, REFUND | {"amount": amount})

    assert (send(gateway).amount_minor, send(gateway).currency) == (None, None)


@pytest.mark.parametrize(("what", "code", "never_sent"), SILENCES)
def test_a_silence_means(what: str, code: str, never_sent: bool) -> None:
    with answering_server() as far:
        far.hangs, far.drops = what == "hangs", what == "drops"
        gateway = mollie_at("http://127.0.0.1:9" if what == "is not there" else far.address, read_seconds=0.2)
        outcome = send(gateway)

    assert (outcome.state, outcome.code, outcome.never_sent) == (S.UNKNOWN, code, never_sent)
    assert outcome.message


def test_a_rate_limit_says_when_to_come_back(server: AnsweringServer, gateway: Mollie) -> None:
    server.says(429, {"status": 429, "title": "Too Many Requests"}, Retry_After="7")
    assert send(gateway).retry_after_seconds == 7
    server.says(429, {"status": 429, "title": "Too Many Requests"}, Retry_After="soon")
    assert send(gateway).retry_after_seconds is None


def test_a_refusal_tells_staff_what_to_do_next(server: AnsweringServer, gateway: Mollie) -> None:
    server.says(422, {"status": 422, "title": "Unprocessable", "detail": "No.", "field": "amount.value"})
    assert "ask for less" in send(gateway).message
    server.says(422, {"status": 422, "title": "Unprocessable", "detail": "The account is suspended."})
    assert send(gateway).message == "The account is suspended."
    server.says(409, {"status": 409, "title": "Conflict", "detail": DUPLICATED})
    assert "after an hour" in send(gateway).message


def test_every_row_of_the_tables_is_tried_here() -> None:
    assert set(STATES) <= {status for status, _ in STATUSES}
    assert {state for status, state in STATUSES if status not in STATES} == {S.PENDING}
    assert {row for row in map(deciding_row, ERRORS) if row} == set(VERDICTS)
    assert {at_fault for status, at_fault in REFUSALS if status == 422} <= {row[1] for row in ERRORS}
    tried = len(STATUSES) + len(ERRORS) + len(OTHERS) * len(SHAPES) + 10 * len(BODIES) + len(SILENCES)
    assert tried >= 150


def deciding_row(error: tuple[Any, ...]) -> tuple[int, str] | None:
    status, at_fault, detail, *_ = error
    at_fault = DUPLICATE if (status, detail) == (409, DUPLICATED) else at_fault
    return next((row for row in ((status, at_fault), (status, ANY)) if row in VERDICTS), None)
