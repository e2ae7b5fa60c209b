"""What Stripe lists of its own account: refunds, settlement lines, the balance; its report, and the key that reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from customers.errors import BadInput
from refunds.gateways.errors import BadConfiguration, Unreachable
from refunds.gateways.stripe import GATEWAY as Stripe
from refunds.gateways.stripe.settlement import KINDS
from refunds.gateways.stripe.wire import API_VERSION
from refunds.gateways.types import OutcomeState, RefundInstruction, SettlementKind
from tests.refunds.gateways.answering_server import AnsweringServer, answering_server

REPORT = (Path(__file__).parents[2] / "samples" / "stripe" / "balance_change.csv").read_bytes()
SINCE, UNTIL = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
MADE = int(datetime(2026, 3, 14, 9, tzinfo=UTC).timestamp())
REFUND = {
    "object": "refund",
    "id": "re_1",
    "status": "succeeded",
    "amount": 2000,
    "currency": "eur",
    "charge": "ch_1",
    "created": MADE,
    "metadata": {"recourse_reference": "RF-2026-000123-1"},
}
K = SettlementKind


@pytest.fixture
def server() -> Iterator[AnsweringServer]:
    with answering_server() as server:
        yield server


@pytest.fixture
def gateway(server: AnsweringServer) -> Stripe:
    return Stripe("stripe", {"secret_key": "sk_test_1", "api_base": server.address})


def page(*things: dict[str, Any]) -> dict[str, Any]:
    return {"object": "list", "data": list(things), "has_more": False}


def entry(word: str, amount: int, **fields: Any) -> dict[str, Any]:
    standard = {"id": "txn_1", "object": "balance_transaction", "type": word, "reporting_category": word,
                "amount": amount, "fee": 0, "currency": "eur", "created": MADE, "source": None}  # fmt: skip
    return {**standard, **fields}


def test_refunds_are_pulled_whoever_made_them(server: AnsweringServer, gateway: Stripe) -> None:
    by_hand = {**REFUND, "id": "re_2", "status": "pending", "metadata": {}}
    later = {**REFUND, "id": "re_3", "created": int(UNTIL.timestamp())}
    server.says(200, page(later, REFUND, by_hand))

    ours, theirs = gateway.pull_refunds(SINCE, UNTIL)

    assert (ours.outcome.gateway_reference, ours.outcome.state) == ("re_1", OutcomeState.SUCCEEDED)
    assert (ours.outcome.amount_minor, ours.outcome.currency) == (2000, "EUR")
    assert (ours.payment_reference, ours.refund_reference) == ("ch_1", "RF-2026-000123-1")
    assert ours.created_at == datetime(2026, 3, 14, 9, tzinfo=UTC)
    assert (theirs.outcome.state, theirs.refund_reference) == (OutcomeState.PENDING, "")


LINES = [
    # reporting category, gross -> kind
    ("charge", 5000, K.PAYMENT),
    ("partial_capture_reversal", -1000, K.PAYMENT),
    ("refund", -2000, K.REFUND),
    ("refund_failure", 2000, K.REFUND_REVERSAL),
    ("dispute", -5000, K.DISPUTE),
    ("dispute_reversal", 5000, K.DISPUTE_REVERSAL),
    ("fee", -250, K.FEE),
    ("network_cost", -10, K.FEE),
    ("tax", -50, K.FEE),
    ("payout", -4000, K.PAYOUT),
    ("payout_reversal", 4000, K.PAYOUT),
    ("topup", 9000, K.OTHER),
    ("full_moon", 1, K.OTHER),
]


@pytest.mark.parametrize(("word", "amount", "kind"), LINES)
def test_a_line_of_the_account_is_about(
    server: AnsweringServer, gateway: Stripe, word: str, amount: int, kind: SettlementKind
) -> None:
    server.by_path["/v1/payouts"] = (200, json.dumps(page()).encode())
    server.says(200, page(entry(word, amount, fee=105)))

    (line,) = gateway.pull_settlement(SINCE, UNTIL)

    assert (line.kind, line.word, line.amount_minor, line.fee_minor, line.currency) == (kind, word, amount, 105, "EUR")


def test_every_category_has_a_row_here() -> None:
    assert set(KINDS) <= {row[0] for row in LINES}


def test_a_line_names_its_refund_its_payment_and_the_payout_it_went_out_with(
    server: AnsweringServer, gateway: Stripe
) -> None:
    refund, payout = entry("refund", -2000, source=REFUND), entry("payout", -9, id="txn_2", source={"id": "po_9"})
    payouts = page({"id": "po_1", "automatic": True}, {"id": "po_by_hand", "automatic": False})
    server.by_path["/v1/payouts"] = (200, json.dumps(payouts).encode())
    server.by_path["/v1/balance_transactions?limit=100&payout=po_1"] = (200, json.dumps(page(refund)).encode())
    server.says(200, page(payout, refund))

    paid_out, paid_back = gateway.pull_settlement(SINCE, UNTIL)

    assert (paid_back.gateway_reference, paid_back.payment_reference) == ("re_1", "ch_1")
    assert (paid_back.refund_reference, paid_back.payout_reference) == ("RF-2026-000123-1", "po_1")
    assert (paid_out.kind, paid_out.payout_reference) == (K.PAYOUT, "po_9")
    assert not any("po_by_hand" in asked.path for asked in server.asked)


def test_the_balance_is_what_is_available_in_that_currency(server: AnsweringServer, gateway: Stripe) -> None:
    server.says(200, {"available": [{"amount": 12050, "currency": "eur"}, {"amount": -1200, "currency": "isk"}]})

    assert gateway.balance("EUR") == 12050
    assert gateway.balance("ISK") == -12
    assert gateway.balance("USD") == 0


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (403, {"error": {}}),
        (503, {}),
        (200, b"<html>"),
        (200, {}),
        (200, page({"id": "x", "status": "succeeded", "captured": True})),
        (200, {"available": [7]}),
    ],
)
def test_a_list_that_cannot_be_read_is_no_empty_list(
    server: AnsweringServer, gateway: Stripe, status: int, body: Any
) -> None:
    server.says(status, body)

    for pull in (gateway.pull_payments, gateway.pull_refunds, gateway.pull_settlement):
        with pytest.raises(Unreachable):
            list(pull(SINCE, UNTIL))
    with pytest.raises(Unreachable):
        gateway.balance("EUR")


def test_every_question_is_asked_with_the_key_that_may_only_read(server: AnsweringServer) -> None:
    keys = {"secret_key": "sk_test_1", "read_key": "rk_test_1"}
    gateway = Stripe("stripe", {**keys, "api_base": server.address})
    server.says(200, {**page(), "available": []})

    gateway.send(gateway.prepare(RefundInstruction("RF-1", "key-1", "ch_1", 2000, "EUR")))
    asking = len(server.asked)
    gateway.read_refund("re_1")
    gateway.look_up("RF-1", "ch_1")
    gateway.balance("EUR")
    for pull in (gateway.pull_payments, gateway.pull_refunds, gateway.pull_settlement):
        list(pull(SINCE, UNTIL))

    assert [asked.headers["Authorization"] for asked in server.asked[:asking]] == ["Bearer sk_test_1"]
    assert {asked.headers["Authorization"] for asked in server.asked[asking:]} == {"Bearer rk_test_1"}
    assert {asked.method for asked in server.asked[asking:]} == {"GET"}
    assert {asked.headers["Stripe-Version"] for asked in server.asked} == {API_VERSION} == {gateway.protocol}


def test_the_connection_test_tries_both_keys(server: AnsweringServer) -> None:
    gateway = Stripe("stripe", {"secret_key": "sk_test_1", "read_key": "rk_test_1", "api_base": server.address})
    server.says(200, page())
    assert gateway.check() == "Stripe answers, in test mode."
    assert [asked.headers["Authorization"] for asked in server.asked] == ["Bearer sk_test_1", "Bearer rk_test_1"]

    server.says(401, {"error": {"type": "invalid_request_error"}})
    with pytest.raises(BadConfiguration):
        gateway.check()


def test_the_balance_report_is_read_line_by_line() -> None:
    lines = list(Stripe("stripe", {"secret_key": "sk_test_1"}).read_settlement(REPORT))

    assert [(line.kind, line.amount_minor, line.currency, line.fee_minor) for line in lines] == [
        (K.PAYMENT, 5000, "EUR", 105),
        (K.REFUND, -2000, "EUR", 0),
        (K.REFUND_REVERSAL, 2000, "EUR", 0),
        (K.DISPUTE, -5000, "EUR", 2000),
        (K.DISPUTE_REVERSAL, 5000, "EUR", -2000),
        (K.PAYMENT, 1200, "JPY", 43),
        (K.FEE, -250, "EUR", 0),
        (K.PAYOUT, -2895, "EUR", 0),
        (K.OTHER, -100, "EUR", 0),
    ]
    refund = lines[1]
    assert (refund.line_id, refund.gateway_reference) == ("txn_2", "re_3RecMilaTeapot1")
    assert (refund.payment_reference, refund.refund_reference) == ("ch_3RecMilaTeapot", "RF-2026-000123-1")
    assert (refund.payout_reference, lines[7].payout_reference, lines[2].payout_reference) == ("po_1", "po_1", "")
    assert refund.settled_at == datetime(2026, 3, 14, 9, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        (b"reporting_category", b"kind", "Line 1: the column reporting_category"),
        (b"eur,50.00", b"eur,50.005", "Line 2 "),
        (b"eur,50.00", b'eur,"50,00"', "Line 2 "),
        (b"eur,50.00", b"???,50.00", "Line 2 "),
        (b"2026-03-14 09:00:00", b"yesterday", "Line 2 "),
        (b"ch_3RecMilaTeapot", b"\xff", "UTF-8"),
        (REPORT, b"", "empty"),
    ],
)
def test_a_broken_report_is_refused_with_its_line(right: bytes, wrong: bytes, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        list(Stripe("stripe", {"secret_key": "sk_test_1"}).read_settlement(REPORT.replace(right, wrong, 1)))
