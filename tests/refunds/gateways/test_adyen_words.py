"""Every word Adyen can say of a refund, and the only thing we may conclude from it.

Answers go through the real SDK, events through signature and parser. Whatever is not a plain yes or no stays open.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from refunds.gateways.adyen import GATEWAY as Adyen
from refunds.gateways.adyen.events import DISPUTE_CODES, PAYMENT_CODES, REFUND_CODES, RESULTS
from refunds.gateways.adyen.items import read_items
from refunds.gateways.adyen.verdicts import ANY, REFUSALS, VERDICTS
from refunds.gateways.errors import ForgedWebhook
from refunds.gateways.types import OutcomeState, RefundInstruction
from tests.adyen_stand_in import API_KEY, HMAC_KEY, MERCHANT, signed
from tests.refunds.gateways.answering_server import AnsweringServer, answering_server

S = OutcomeState

EVENTS = [
    # eventCode, success -> state
    ("REFUND", "true", S.SUCCEEDED),
    ("REFUND", "false", S.FAILED),
    ("REFUND_FAILED", "true", S.REVERSED),
    ("REFUND_FAILED", "false", S.UNKNOWN),
    ("REFUNDED_REVERSED", "true", S.REVERSED),
    ("REFUNDED_REVERSED", "false", S.UNKNOWN),
    ("CANCEL_OR_REFUND", "true", S.SUCCEEDED),
    ("CANCEL_OR_REFUND", "false", S.FAILED),
    ("REFUND_WITH_DATA", "true", S.SUCCEEDED),
    ("REFUND_WITH_DATA", "false", S.FAILED),
    ("POSTPONED_REFUND", "true", S.PENDING),
    ("POSTPONED_REFUND", "false", S.UNKNOWN),
    ("VOID_PENDING_REFUND", "true", S.UNKNOWN),
    ("VOID_PENDING_REFUND", "false", S.UNKNOWN),
]

REASONS = [
    "",
    "Insufficient balance on payment",
    "Transaction hasn't been captured, refund not possible",
    "Refund Failed",
    "Approved",
    "true",
]
"""Not signed, so that none of them may change anything."""

TOLD = list(product(EVENTS, REASONS))

NOT_OF_REFUNDS = [(code, topic) for codes, topic in ((DISPUTE_CODES, "dispute"), (PAYMENT_CODES, "payment"))
                  for code in sorted(codes)]  # fmt: skip
NOT_OF_REFUNDS += [("NOTIFICATION_OF_FRAUD", "warning"), ("REPORT_AVAILABLE", "other"), ("FULL_MOON", "other")]

ERRORS = [
    # HTTP status, errorType, errorCode -> state, surely without effect
    (400, "validation", "702", S.FAILED, False),
    (400, "validation", "130", S.FAILED, False),
    (400, "validation", "000", S.UNKNOWN, False),
    (400, "validation", "704", S.UNKNOWN, False),
    (400, "internal", "702", S.UNKNOWN, False),
    (400, "security", "010", S.UNKNOWN, False),
    (400, None, None, S.UNKNOWN, False),
    (401, "security", "000", S.UNKNOWN, True),
    (401, "security", "010", S.UNKNOWN, True),
    (401, "security", "full_moon", S.UNKNOWN, True),
    (401, None, None, S.UNKNOWN, True),
    (403, "security", "010", S.UNKNOWN, True),
    (403, "security", "901", S.UNKNOWN, True),
    (403, "security", "000", S.UNKNOWN, True),
    (403, "validation", "167", S.UNKNOWN, True),
    (403, None, None, S.UNKNOWN, True),
    (404, "validation", "167", S.UNKNOWN, False),
    (404, None, None, S.UNKNOWN, False),
    (405, "validation", "702", S.UNKNOWN, False),
    (408, "validation", "167", S.UNKNOWN, False),
    (409, "validation", "704", S.UNKNOWN, False),
    (409, "validation", "167", S.UNKNOWN, False),
    (409, "internal", "704", S.UNKNOWN, False),
    (409, None, None, S.UNKNOWN, False),
    (413, "validation", "702", S.UNKNOWN, False),
    (422, "validation", "100", S.FAILED, False),
    (422, "validation", "130", S.FAILED, False),
    (422, "validation", "137", S.FAILED, False),
    (422, "validation", "138", S.FAILED, False),
    (422, "validation", "167", S.FAILED, False),
    (422, "validation", "14_030", S.FAILED, False),
    (422, "validation", "901", S.FAILED, False),
    (422, "validation", "905", S.FAILED, False),
    (422, "validation", "906", S.FAILED, False),
    (422, "validation", "full_moon", S.FAILED, False),
    (422, "validation", None, S.FAILED, False),
    (422, "validation", "000", S.UNKNOWN, False),
    (422, "validation", "703", S.UNKNOWN, False),
    (422, "validation", "704", S.UNKNOWN, False),
    (422, "validation", "904", S.UNKNOWN, False),
    (422, "internal", "903", S.UNKNOWN, False),
    (422, "internal", "167", S.UNKNOWN, False),
    (422, "configuration", "905", S.UNKNOWN, False),
    (422, "security", "901", S.UNKNOWN, False),
    (422, "full_moon", "167", S.UNKNOWN, False),
    (422, None, "167", S.UNKNOWN, False),
    (422, None, None, S.UNKNOWN, False),
    (429, "validation", "full_moon", S.UNKNOWN, True),
    (429, None, None, S.UNKNOWN, True),
    (500, "configuration", "905", S.UNKNOWN, False),
    (500, "internal", "903", S.UNKNOWN, False),
    (500, "validation", "167", S.UNKNOWN, False),
    (500, None, None, S.UNKNOWN, False),
    (501, "internal", "000", S.UNKNOWN, False),
    (502, None, None, S.UNKNOWN, False),
    (503, "internal", "703", S.UNKNOWN, False),
    (504, None, None, S.UNKNOWN, False),
    (520, None, None, S.UNKNOWN, False),
    (301, None, None, S.UNKNOWN, False),
    (307, "validation", "167", S.UNKNOWN, False),
]

TRANSIENT = [row[:3] for row in ERRORS if row[3] is S.FAILED]
"""Plain refusals that are none beside `transient-error: true`."""

SILENCES = [
    # what the far side does -> code, surely never sent
    ("hangs", "timeout", False),
    ("drops", "connection_lost", False),
    ("is not there", "connection_refused", True),
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
    b'{"status": "received"}',
]

ANSWER = {
    "merchantAccount": MERCHANT,
    "paymentPspReference": "PAY1",
    "pspReference": "REF1",
    "reference": "RF-2026-000001-1",
    "status": "received",
    "amount": {"currency": "EUR", "value": 2000},
}


@pytest.fixture(scope="module")
def server() -> Iterator[AnsweringServer]:
    with answering_server() as server:
        yield server


def adyen_at(address: str, **config: Any) -> Adyen:
    account = {"secret_key": API_KEY, "merchant_account": MERCHANT, "webhook_secrets": [HMAC_KEY]}
    return Adyen("adyen", {**account, "api_base": address, **config})


@pytest.fixture(scope="module")
def gateway(server: AnsweringServer) -> Adyen:
    return adyen_at(server.address)


def send(gateway: Adyen) -> Any:
    return gateway.send(gateway.prepare(RefundInstruction("RF-2026-000001-1", "key-1", "PAY1", 2000, "EUR")))


def item(event_code: str, success: str, **fields: Any) -> dict[str, Any]:
    return {
        "amount": {"currency": "EUR", "value": 2000}, "eventCode": event_code, "merchantAccountCode": MERCHANT,
        "merchantReference": "RF-2026-000001-1", "originalReference": "PAY1", "pspReference": "REF1",
        "success": success, **fields,
    }  # fmt: skip


@pytest.mark.parametrize(("event", "reason"), TOLD, ids=lambda value: str(value)[:40])
def test_an_event_of_a_refund_means(gateway: Adyen, event: tuple[str, str, OutcomeState], reason: str) -> None:
    event_code, success, state = event

    (told,) = gateway.read_events(signed(item(event_code, success, reason=reason)), {})

    assert told.outcome is not None
    assert (told.topic, told.outcome.state, told.outcome.code) == ("refund", state, event_code)
    assert (told.outcome.amount_minor, told.outcome.currency) == (2000, "EUR")
    assert (told.event_id, told.kind) == (f"REF1:{event_code}:{success}", event_code)
    assert (told.refund_reference, told.gateway_reference, told.payment_reference) == (
        "RF-2026-000001-1",
        "REF1",
        "PAY1",
    )
    assert bool(told.outcome.message) == (state not in (S.SUCCEEDED, S.PENDING))


@pytest.mark.parametrize(("event_code", "topic"), NOT_OF_REFUNDS)
def test_an_event_of_something_else_says_nothing_of_a_refund(gateway: Adyen, event_code: str, topic: str) -> None:
    (told,) = gateway.read_events(signed(item(event_code, "true")), {})

    assert (told.topic, told.outcome, told.refund_reference) == (topic, None, "")


@pytest.mark.parametrize("success", ["TRUE", "True", "1", "yes", "", "null", True, False, 1, None])
def test_a_success_that_is_neither_true_nor_false_is_no_event_of_adyens(success: Any) -> None:
    good = signed(item("REFUND", "true"))
    read_items(good)

    with pytest.raises(ForgedWebhook):
        read_items(good.replace(b'"success": "true"', f'"success": {json.dumps(success)}'.encode()))


@pytest.mark.parametrize(("http_status", "kind", "code", "state", "never_sent"), ERRORS)
def test_an_error_of_this_kind_means(
    server: AnsweringServer,
    gateway: Adyen,
    http_status: int,
    kind: str | None,
    code: str | None,
    state: OutcomeState,
    never_sent: bool,
) -> None:
    server.says(http_status, {"status": http_status, "errorType": kind, "errorCode": code, "message": "Adyen's words."})

    outcome = send(gateway)

    assert (outcome.state, outcome.never_sent) == (state, never_sent)
    assert outcome.code == (code or kind or f"http_{http_status}")
    assert outcome.message == str(REFUSALS.get(code or "", "Adyen's words."))
    assert outcome.raw["error"]["message"] == "Adyen's words."


@pytest.mark.parametrize(("http_status", "kind", "code"), TRANSIENT)
def test_a_refusal_that_calls_itself_transient_is_none(
    server: AnsweringServer, gateway: Adyen, http_status: int, kind: str, code: str
) -> None:
    server.says(http_status, {"errorType": kind, "errorCode": code}, **{"transient-error": "true"})
    assert (send(gateway).state, send(gateway).never_sent) == (S.UNKNOWN, False)
    server.says(http_status, {"errorType": kind, "errorCode": code}, **{"transient-error": "false"})
    assert send(gateway).state is S.FAILED


@pytest.mark.parametrize(("what", "code", "never_sent"), SILENCES)
def test_a_silence_means(what: str, code: str, never_sent: bool) -> None:
    with answering_server() as far:
        far.hangs, far.drops = what == "hangs", what == "drops"
        gateway = adyen_at("http://127.0.0.1:9" if what == "is not there" else far.address, read_seconds=1)
        outcome = send(gateway)

    assert (outcome.state, outcome.code, outcome.never_sent) == (S.UNKNOWN, code, never_sent)
    assert outcome.message


@pytest.mark.parametrize("http_status", [200, 201, 202, 301, 400, 404, 409, 422, 500, 503])
@pytest.mark.parametrize("body", BODIES)
def test_an_answer_that_is_not_adyens_proves_nothing(
    server: AnsweringServer, gateway: Adyen, http_status: int, body: bytes
) -> None:
    server.says(http_status, body)

    outcome = send(gateway)

    assert (outcome.state, outcome.never_sent) == (S.UNKNOWN, False)


@pytest.mark.parametrize(
    "changes",
    [
        {"paymentPspReference": "PAY2"},
        {"reference": "RF-2026-000009-1"},
        {"pspReference": None},
        {"pspReference": 7},
        {"pspReference": "REF\x00"},
        {"pspReference": "R" * 192},
    ],
)
def test_an_answer_about_another_refund_proves_nothing(
    server: AnsweringServer, gateway: Adyen, changes: dict[str, Any]
) -> None:
    server.says(201, ANSWER | changes)

    assert send(gateway).state is S.UNKNOWN


def test_received_is_all_that_an_answer_says(server: AnsweringServer, gateway: Adyen) -> None:
    server.says(201, ANSWER)
    outcome = send(gateway)
    assert (outcome.state, outcome.gateway_reference, outcome.code) == (S.PENDING, "REF1", "")
    assert (outcome.amount_minor, outcome.currency, outcome.raw) == (2000, "EUR", ANSWER)
    server.says(201, ANSWER | {"status": "refunded"})
    assert (send(gateway).state, send(gateway).code) == (S.PENDING, "refunded")
    assert "refunded" in send(gateway).message


@pytest.mark.parametrize("value", [None, "20", 20.5, True])
def test_an_amount_that_makes_no_sense_is_not_taken_for_ours(
    server: AnsweringServer, gateway: Adyen, value: Any
) -> None:
    server.says(201, ANSWER | {"amount": {"currency": "EUR", "value": value}})

    assert (send(gateway).amount_minor, send(gateway).currency) == (None, "EUR")


def test_a_rate_limit_says_when_to_come_back(server: AnsweringServer, gateway: Adyen) -> None:
    server.says(429, {}, Retry_After="7")
    assert send(gateway).retry_after_seconds == 7
    server.says(429, {}, Retry_After="Sat, 14 Mar 2026 09:00:00 GMT")
    assert send(gateway).retry_after_seconds is None


def test_every_row_of_the_tables_is_tried_here() -> None:
    assert set(RESULTS) <= {row[:2] for row in EVENTS}
    assert {row[0] for row in EVENTS} == REFUND_CODES
    assert {row[2] for row in EVENTS if row[:2] not in RESULTS} == {S.UNKNOWN}
    assert set(REFUSALS) <= {row[2] for row in ERRORS}
    assert set(VERDICTS) == {row for row in map(deciding_row, ERRORS) if row}
    assert len(TOLD) + len(ERRORS) + len(SILENCES) + len(TRANSIENT) >= 150


def deciding_row(error: tuple[Any, ...]) -> tuple[int, str, str] | None:
    """The row of the table that decides this error, most exact first."""
    status, kind, code, *_ = error
    rows = ((status, kind, code), (status, kind, ANY), (status, ANY, ANY))
    return next((row for row in rows if row in VERDICTS), None)
