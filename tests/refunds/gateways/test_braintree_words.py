"""Every word Braintree can say of a refund, and the only thing we may conclude from it.

Answers go through the real SDK. Whatever is not a plain yes or no stays open.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from braintree import Transaction

from refunds.gateways.braintree import GATEWAY as Braintree
from refunds.gateways.braintree.refusals import OTHER_SENTENCES, REFUSALS
from refunds.gateways.braintree.verdicts import ANY, STATES, VERDICTS
from refunds.gateways.types import Outcome, OutcomeState, RefundInstruction
from tests.braintree_stand_in import ACCOUNT, refused, xml
from tests.refunds.gateways.answering_server import AnsweringServer, answering_server

S = OutcomeState

REFUND = {
    "id": "ref1",
    "type": "credit",
    "status": "submitted_for_settlement",
    "amount": "20.00",
    "currency_iso_code": "EUR",
    "order_id": "RF-2026-000001-1",
    "refunded_transaction_id": "sale1",
    "created_at": datetime(2026, 3, 14, 9, 0),
}

STATUSES = [
    ("authorizing", S.PENDING),
    ("authorized", S.PENDING),
    ("submitted_for_settlement", S.PENDING),
    ("settlement_pending", S.PENDING),
    ("settlement_confirmed", S.PENDING),
    ("settling", S.PENDING),
    ("settled", S.SUCCEEDED),
    ("settlement_declined", S.FAILED),
    ("processor_declined", S.FAILED),
    ("gateway_rejected", S.FAILED),
    ("authorization_expired", S.FAILED),
    ("failed", S.FAILED),
    ("voided", S.CANCELED),
    ("settlement_failed", S.PENDING),
    ("Settled", S.PENDING),
    ("refunded", S.PENDING),
    ("full_moon", S.PENDING),
    ("", S.PENDING),
]

NOT_OF_REFUNDS = ["91504", "91507", "91530", "91564", "91573", "915103", "915107", "81502", "99999", "full_moon"]

CODES = [(code, S.FAILED) for code in sorted(REFUSALS)]
CODES += [(code, S.UNKNOWN) for code in [*sorted(OTHER_SENTENCES), *NOT_OF_REFUNDS]]

ERRORS = [
    # HTTP status, body -> state, surely without effect
    (401, b"", S.UNKNOWN, True),
    (401, b"<html>no</html>", S.UNKNOWN, True),
    (403, b"", S.UNKNOWN, True),
    (403, refused("91512"), S.UNKNOWN, True),
    (404, b"", S.FAILED, False),
    (404, b" \n", S.FAILED, False),
    (404, b"<error>none</error>", S.FAILED, False),
    (404, b"<html><br>Not here", S.UNKNOWN, False),
    (404, b"not here", S.UNKNOWN, False),
    (405, b"", S.UNKNOWN, False),
    (408, b"", S.UNKNOWN, False),
    (409, refused("91512"), S.UNKNOWN, False),
    (422, b"", S.UNKNOWN, False),
    (422, b"<api-error-response/>", S.UNKNOWN, False),
    (426, b"", S.UNKNOWN, True),
    (429, b"", S.UNKNOWN, True),
    (301, b"", S.UNKNOWN, False),
    (307, refused("91512"), S.UNKNOWN, False),
    (500, b"", S.UNKNOWN, False),
    (500, refused("91512"), S.UNKNOWN, False),
    (501, b"", S.UNKNOWN, False),
    (502, b"", S.UNKNOWN, False),
    (503, b"", S.UNKNOWN, False),
    (503, refused("91506"), S.UNKNOWN, False),
    (504, b"", S.UNKNOWN, False),
    (520, b"", S.UNKNOWN, False),
]

BODIES = [
    b"",
    b"null",
    b"{}",
    b"<",
    b"<html>Bad gateway</html>",
    b"\xff\xfe",
    b"<transaction/>",
    b"<transaction><id>x</id></transaction>",
    b"<transaction><status>settled</status></transaction>",
    b"<!DOCTYPE a>",
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


def braintree_at(address: str, **config: Any) -> Braintree:
    return Braintree("braintree", {**ACCOUNT, "api_base": address, **config})


@pytest.fixture(scope="module")
def gateway(server: AnsweringServer) -> Braintree:
    return braintree_at(server.address)


def send(gateway: Braintree) -> Outcome:
    return gateway.send(gateway.prepare(RefundInstruction("RF-2026-000001-1", "key-1", "sale1", 2000, "EUR")))


@pytest.mark.parametrize(("status", "state"), STATUSES)
def test_a_refund_of_this_status_means(
    server: AnsweringServer, gateway: Braintree, status: str, state: OutcomeState
) -> None:
    server.says(201, xml("transaction", {**REFUND, "status": status}))
    made = send(gateway)
    server.says(200, xml("transaction", {**REFUND, "status": status}))

    assert made.state is state
    assert (made.gateway_reference, made.amount_minor, made.currency) == ("ref1", 2000, "EUR")
    assert bool(made.message) == (state in (S.FAILED, S.CANCELED) or status not in STATES)
    assert gateway.read_refund("ref1") == made


@pytest.mark.parametrize(("code", "state"), CODES)
def test_a_validation_code_means(server: AnsweringServer, gateway: Braintree, code: str, state: OutcomeState) -> None:
    server.says(422, refused(code))
    outcome = send(gateway)

    assert (outcome.state, outcome.code, outcome.never_sent) == (state, code, False)
    assert outcome.message == str(REFUSALS.get(code) or OTHER_SENTENCES.get(code) or "Braintree's words.")
    assert gateway.read_refund("ref1").state is S.UNKNOWN


@pytest.mark.parametrize(("code", "state"), CODES)
def test_two_codes_end_it_only_if_both_do(
    server: AnsweringServer, gateway: Braintree, code: str, state: OutcomeState
) -> None:
    server.says(422, refused("91512", code))

    assert send(gateway).state is state


@pytest.mark.parametrize(("status", "state"), STATUSES)
def test_a_refund_declined_at_once_is_told_without_a_code(
    server: AnsweringServer, gateway: Braintree, status: str, state: OutcomeState
) -> None:
    server.says(422, refused(transaction={**REFUND, "status": status}))

    assert send(gateway).state is (S.FAILED if state is S.FAILED else S.UNKNOWN)


@pytest.mark.parametrize(("http_status", "body", "state", "never_sent"), ERRORS)
def test_an_error_of_this_kind_means(
    server: AnsweringServer,
    gateway: Braintree,
    http_status: int,
    body: bytes,
    state: OutcomeState,
    never_sent: bool,
) -> None:
    server.says(http_status, body)
    outcome = send(gateway)

    assert (outcome.state, outcome.never_sent) == (state, never_sent)
    assert outcome.code
    assert outcome.message
    assert gateway.read_refund("ref1").state is S.UNKNOWN


@pytest.mark.parametrize("http_status", [200, 201, 202, 204, 301, 422, 500])
@pytest.mark.parametrize("body", BODIES)
def test_an_answer_that_is_not_braintrees_proves_nothing(
    server: AnsweringServer, gateway: Braintree, http_status: int, body: bytes
) -> None:
    server.says(http_status, body)

    assert (send(gateway).state, send(gateway).never_sent) == (S.UNKNOWN, False)


@pytest.mark.parametrize(
    "changes",
    [{"type": "sale"}, {"type": None}, {"id": ""}, {"id": "a/b"}, {"id": "é"}, {"refunded_transaction_id": "sale2"}],
)
def test_an_answer_about_no_refund_or_another_proves_nothing(
    server: AnsweringServer, gateway: Braintree, changes: dict[str, Any]
) -> None:
    server.says(201, xml("transaction", {**REFUND, **changes}))

    assert send(gateway).state is S.UNKNOWN


@pytest.mark.parametrize(
    "changes", [{"amount": None}, {"amount": "2e1"}, {"amount": "20.001"}, {"currency_iso_code": "X"}]
)
def test_an_amount_that_makes_no_sense_is_not_taken_for_ours(
    server: AnsweringServer, gateway: Braintree, changes: dict[str, Any]
) -> None:
    server.says(201, xml("transaction", {**REFUND, **changes}))

    assert (send(gateway).amount_minor, send(gateway).currency) == (None, None)


@pytest.mark.parametrize(("what", "code", "never_sent"), SILENCES)
def test_a_silence_means(what: str, code: str, never_sent: bool) -> None:
    with answering_server() as far:
        far.hangs, far.drops = what == "hangs", what == "drops"
        gateway = braintree_at("http://127.0.0.1:9" if what == "is not there" else far.address, read_seconds=0.2)
        outcome = send(gateway)

    assert (outcome.state, outcome.code, outcome.never_sent) == (S.UNKNOWN, code, never_sent)
    assert outcome.message


def test_what_is_not_settled_tells_staff_what_to_do_next(server: AnsweringServer, gateway: Braintree) -> None:
    server.says(422, refused("91506"))
    assert "once it has settled" in send(gateway).message
    server.says(422, refused("91574"))
    assert "in a few hours" in send(gateway).message


def test_every_row_of_the_tables_is_tried_here() -> None:
    assert set(STATES) <= {status for status, _ in STATUSES}
    assert {state for status, state in STATUSES if status not in STATES} == {S.PENDING}
    known = {value for name, value in vars(Transaction.Status).items() if not name.startswith("_")}
    assert known <= {status for status, _ in STATUSES}
    tried = {(422, code) for code, _ in CODES} | {(status, ANY) for status, *_ in ERRORS}
    assert set(VERDICTS) <= tried
    assert len(STATUSES) * 2 + len(CODES) * 2 + len(ERRORS) + 7 * len(BODIES) + len(SILENCES) >= 150
