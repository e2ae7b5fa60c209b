"""Every answer of the sandbox, and the only thing we may conclude from it."""

from __future__ import annotations

import pytest

from refunds.gateways.sandbox.answer import Answer, Silence, refused
from refunds.gateways.sandbox.verdicts import REFUSALS, STATES, outcome_of, silence_outcome
from refunds.gateways.types import OutcomeState

S = OutcomeState
REFUND = {
    "object": "refund",
    "id": "sbr_1",
    "payment": "pay_mila",
    "reference": "RF-2026-000001-1",
    "amount": 2000,
    "currency": "EUR",
    "failure_code": "",
    "created": "2026-03-14T09:00:00+00:00",
}

STATUSES = [
    ("succeeded", S.SUCCEEDED),
    ("pending", S.PENDING),
    ("action_required", S.ACTION_REQUIRED),
    ("waiting_funds", S.WAITING_FUNDS),
    ("failed", S.FAILED),
    ("canceled", S.CANCELED),
    ("cancelled", S.PENDING),
    ("reversed", S.PENDING),
    ("FAILED", S.PENDING),
    ("", S.PENDING),
]

CODES = (
    "invalid_request",
    "currency_mismatch",
    "amount_too_large",
    "payment_disputed",
    "declined",
    "payment_not_found",
)
OTHER_CODES = ("idempotency_mismatch", "key_in_use", "rate_limited", "full_moon", "")
HTTP_STATUSES = (200, 201, 302, 400, 401, 402, 404, 408, 409, 422, 429, 500, 503)

ENDING = {
    (400, "invalid_request"),
    (400, "currency_mismatch"),
    (400, "amount_too_large"),
    (400, "payment_disputed"),
    (402, "declined"),
    (404, "payment_not_found"),
}
"""Of all the combinations, these six and no other end an attempt."""


@pytest.mark.parametrize(("status", "state"), STATUSES)
def test_a_refund_in_this_status_means(status: str, state: OutcomeState) -> None:
    outcome = outcome_of(Answer(200, {**REFUND, "status": status}))

    assert outcome.state is state
    assert (outcome.gateway_reference, outcome.amount_minor, outcome.currency) == ("sbr_1", 2000, "EUR")
    assert outcome.raw["status"] == status


@pytest.mark.parametrize("code", CODES + OTHER_CODES)
@pytest.mark.parametrize("http_status", HTTP_STATUSES)
def test_an_error_of_this_kind_means(http_status: int, code: str) -> None:
    outcome = outcome_of(refused(http_status, code, "Its words."))

    assert outcome.state is (S.FAILED if (http_status, code) in ENDING else S.UNKNOWN)
    assert outcome.never_sent is (http_status == 429)
    assert outcome.message


@pytest.mark.parametrize(
    ("silence", "never_sent"),
    [("timeout", False), ("connection_reset", False), ("connection_refused", True), ("full_moon", False)],
)
def test_silence_proves_nothing_unless_the_door_was_closed(silence: str, never_sent: bool) -> None:
    outcome = silence_outcome(Silence(silence))

    assert (outcome.state, outcome.code, outcome.never_sent) == (S.UNKNOWN, silence, never_sent)


@pytest.mark.parametrize("body", [{}, {"error": None}, {"error": {}}, {"object": "payment", "id": "pay_1"}])
def test_an_answer_without_a_refund_proves_nothing(body: dict) -> None:
    for http_status in HTTP_STATUSES:
        assert outcome_of(Answer(http_status, body)).state is S.UNKNOWN


def test_every_row_of_the_tables_is_tried_here() -> None:
    assert set(REFUSALS) == ENDING
    assert set(STATES) <= {status for status, _ in STATUSES}
