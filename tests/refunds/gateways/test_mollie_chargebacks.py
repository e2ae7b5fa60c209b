"""Mollie's chargebacks: what one means, and that it is read and listed under its payment."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from customers.errors import NotFound
from refunds.gateways.dispute_types import DisputeRecord, EvidenceInstruction
from refunds.gateways.dispute_types import DisputeStage as Stage
from refunds.gateways.dispute_types import DisputeState as S
from refunds.gateways.dispute_types import MovementKind as M
from refunds.gateways.errors import BadConfiguration, Unreachable
from refunds.gateways.mollie import GATEWAY as Mollie
from refunds.gateways.mollie.chargebacks import record_of
from refunds.gateways.types import Topic
from tests.mollie_stand_in import ACCOUNT, MollieStandIn, error
from tests.refunds.gateways.answering_server import AnsweringServer, answering_server

SAMPLES = Path(__file__).parents[2] / "samples" / "mollie" / "disputes"
CASE = "tr_WDqYK6vllg/chb_n9z0tp"


def sample(name: str, **changes: Any) -> dict[str, Any]:
    return {**json.loads((SAMPLES / f"{name}.json").read_bytes()), **changes}


def read(**changes: Any) -> DisputeRecord:
    return record_of(sample("chargeback", **changes), Mollie("mollie", ACCOUNT)._minor)


@pytest.fixture
def server() -> Iterator[AnsweringServer]:
    with answering_server() as server:
        yield server


def at(server: AnsweringServer) -> Mollie:
    return Mollie("mollie", {**ACCOUNT, "api_base": server.address})


def test_a_chargeback_is_lost_as_it_arrives_and_takes_the_money() -> None:
    record = read()

    assert (record.state, record.stage, record.word) == (S.LOST, Stage.CHARGEBACK, "received")
    assert (record.gateway_reference, record.payment_references) == (CASE, ("tr_WDqYK6vllg",))
    assert (record.amount_minor, record.currency, record.reason) == (5000, "EUR", "AC01")
    assert (record.can_respond, record.can_accept, record.is_refundable, record.respond_by) == (
        False,
        False,
        False,
        None,
    )
    assert [(move.kind, move.amount_minor) for move in record.movements] == [(M.WITHDRAWN, 5000)]
    assert record.outcome_words.startswith("Account identifier incorrect")


def test_a_reversed_chargeback_is_won_and_the_money_is_back() -> None:
    record = record_of(sample("chargeback_reversed"), Mollie("mollie", ACCOUNT)._minor)

    assert (record.state, record.word, record.is_refundable) == (S.WON, "reversed", None)
    assert [(move.kind, move.amount_minor, move.moved_at) for move in record.movements] == [
        (M.WITHDRAWN, 5000, datetime(2026, 4, 14, 17, 0, 50, tzinfo=UTC)),
        (M.REINSTATED, 5000, datetime(2026, 5, 2, 9, 30, tzinfo=UTC)),
    ]


@pytest.mark.parametrize("reason", [None, {}, {"code": None}, {"code": "MD06", "description": "Refund requested"}])
def test_a_reason_may_be_missing_and_is_else_mollies_own(reason: Any) -> None:
    assert read(reason=reason).reason == ((reason or {}).get("code") or "")


@pytest.mark.parametrize(
    "spoilt",
    [{"amount": None}, {"amount": {"currency": "EUR", "value": "5e1"}}, {"id": "re_1234"}, {"paymentId": "x"},
     {"createdAt": "yesterday"}, {"createdAt": "2026-04-14T17:00:50"}, {"reversedAt": "soon"}],
)  # fmt: skip
def test_what_makes_no_sense_is_not_read(server: AnsweringServer, spoilt: dict[str, Any]) -> None:
    server.says(200, sample("chargeback", **spoilt))

    with pytest.raises(Unreachable):
        at(server).read_dispute(CASE)


def test_a_chargeback_is_read_under_its_payment(server: AnsweringServer) -> None:
    server.says(200, sample("chargeback"))

    assert at(server).read_dispute(CASE).gateway_reference == CASE
    assert server.asked[-1].path == "/v2/payments/tr_WDqYK6vllg/chargebacks/chb_n9z0tp"


def test_a_chargeback_that_mollie_surely_does_not_have_is_not_found(server: AnsweringServer) -> None:
    for reference in ("chb_n9z0tp", "tr_1234/re_1234", "../chb_1234", ""):
        with pytest.raises(NotFound):
            at(server).read_dispute(reference)
    assert server.asked == []

    server.says(*error(404, "No chargeback exists"))
    with pytest.raises(NotFound):
        at(server).read_dispute(CASE)
    for status, body in ((404, b""), (500, b"{}"), (401, b"{}"), (200, b"[]"), (200, b"{}")):
        server.says(status, body)
        with pytest.raises(Unreachable):
            at(server).read_dispute(CASE)


def test_what_was_made_or_reversed_in_that_time_is_listed(mollie: MollieStandIn) -> None:
    for number, (made, back) in enumerate(
        [("2026-01-10", None), ("2026-02-10", "2026-05-10"), ("2026-02-11", "2026-06-10"), ("2026-05-11", None),
         ("2026-06-01", None)]
    ):  # fmt: skip
        told = {"createdAt": f"{made}T00:00:00+00:00", "reversedAt": back and f"{back}T00:00:00+00:00"}
        mollie.charge_back("tr_12345", f"chb_000{number}", **told)

    found = mollie.gateway().pull_disputes(datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC))

    assert [(record.gateway_reference, record.word) for record in found] == [
        ("tr_12345/chb_0003", "received"),
        ("tr_12345/chb_0001", "reversed"),
    ]


def test_mollie_takes_no_evidence_and_no_giving_in() -> None:
    gateway, answer = Mollie("mollie", ACCOUNT), EvidenceInstruction("a-1", CASE, "tr_WDqYK6vllg")

    assert not gateway.capabilities.evidence and not gateway.capabilities.accepts_disputes
    assert gateway.evidence_wanted(CASE) == []
    for ask in (
        gateway.evidence_budget,
        lambda: gateway.answer_dispute(answer),
        lambda: gateway.accept_dispute(CASE, "k"),
    ):
        with pytest.raises(BadConfiguration):
            ask()


def test_the_classic_webhook_names_the_chargebacks_of_a_payment(mollie: MollieStandIn) -> None:
    payment = mollie.pay("50.00")
    raw = mollie.charge_back(payment)
    (event,) = mollie.gateway().read_events(raw, {})
    assert (event.topic, event.kind) == (Topic.DISPUTE, "chargeback.received")
    assert (event.gateway_reference, event.payment_reference) == (f"{payment}/chb_n9z0tp", payment)

    mollie.charge_back(payment, reversedAt="2026-05-02T09:30:00+00:00")
    (event,) = mollie.gateway().read_events(raw, {})
    assert event.kind == "chargeback.reversed"
