"""Braintree's words about disputes, and the steps by which one is answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from braintree.dispute import Dispute as OfTheSdk
from braintree.util.xml_util import XmlUtil

from customers.errors import NotFound
from refunds.gateways.braintree import GATEWAY as Braintree
from refunds.gateways.braintree.dispute_answers import SENTENCES
from refunds.gateways.braintree.disputes import OF_A_RETRIEVAL, STAGES, STATES, record_of
from refunds.gateways.braintree.wire import read_xml
from refunds.gateways.dispute_types import AnswerState, DisputeRecord, EvidenceFile, EvidenceInstruction
from refunds.gateways.dispute_types import DisputeStage as Stage
from refunds.gateways.dispute_types import DisputeState as S
from refunds.gateways.dispute_types import MovementKind as M
from refunds.gateways.errors import Unreachable
from tests.braintree_stand_in import ACCOUNT, DISPUTE, BraintreeStandIn, refused, xml
from tests.refunds.gateways.answering_server import AnsweringServer, answering_server

SAMPLES = Path(__file__).parents[2] / "samples" / "braintree" / "disputes"
PDF = EvidenceFile("shipping_documentation", "Beleg für Mila.v2.pdf", "application/pdf", b"%PDF\r\n\x00\xff")
SIGNED = EvidenceFile("customer_signature", "sign", "image/png", b"\x89PNG")

KINDS = {
    "chargeback": Stage.CHARGEBACK,
    "pre_arbitration": Stage.PRE_ARBITRATION,
    "retrieval": Stage.INQUIRY,
    "compliance": None,
    "": None,
}
STATUSES = {
    # status: of a case, of a retrieval
    "open": (S.NEEDS_RESPONSE, S.INQUIRY),
    "disputed": (S.UNDER_REVIEW, S.INQUIRY_ANSWERED),
    "under_review": (S.UNDER_REVIEW, S.INQUIRY_ANSWERED),
    "accepted": (S.ACCEPTED, S.ACCEPTED),
    "auto_accepted": (S.ACCEPTED, S.ACCEPTED),
    "expired": (S.EXPIRED, S.EXPIRED),
    "won": (S.WON, S.INQUIRY_CLOSED),
    "lost": (S.LOST, S.LOST),
    "half_won": (S.UNKNOWN, S.UNKNOWN),
    "": (S.UNKNOWN, S.UNKNOWN),
}
SAID = [
    # status, body of the last step, state, surely without effect
    (200, b"", AnswerState.TAKEN, False),
    (204, b"", AnswerState.TAKEN, False),
    (422, refused("95705"), AnswerState.REFUSED, False),
    (422, refused("99999"), AnswerState.REFUSED, False),
    (422, b"<a/>", AnswerState.UNKNOWN, False),
    (404, b"", AnswerState.REFUSED, False),
    (404, b"not braintree", AnswerState.UNKNOWN, False),
    (401, b"", AnswerState.UNKNOWN, True),
    (403, b"", AnswerState.UNKNOWN, True),
    (426, b"", AnswerState.UNKNOWN, True),
    (429, b"", AnswerState.UNKNOWN, True),
    (408, b"", AnswerState.UNKNOWN, False),
    (500, b"", AnswerState.UNKNOWN, False),
    (503, b"", AnswerState.UNKNOWN, False),
    (302, b"", AnswerState.UNKNOWN, False),
]


def read(**changes: Any) -> DisputeRecord:
    told = {**DISPUTE, "id": "dp1", "updated_at": datetime(2026, 3, 15, 9), "evidence": [], **changes}
    return record_of(read_xml(xml("dispute", told))["dispute"], Braintree("braintree", ACCOUNT)._minor)


def answer(**changes: Any) -> EvidenceInstruction:
    return EvidenceInstruction(**{"key": "a-1", "dispute_reference": "dp1", "payment_reference": "sale1", **changes})


def held(braintree: BraintreeStandIn) -> list[tuple[str | None, str | None, str | None]]:
    return [(piece["comments"], piece["category"], piece["url"]) for piece in braintree.disputes["dp1"]["evidence"]]


@pytest.fixture
def server() -> Iterator[AnsweringServer]:
    with answering_server() as server:
        yield server


def at(server: AnsweringServer, read_seconds: int = 20) -> Braintree:
    return Braintree("braintree", {**ACCOUNT, "api_base": server.address, "read_seconds": read_seconds})


@pytest.mark.parametrize(("kind", "status"), list(product(KINDS, STATUSES)))
def test_a_status_is_read_by_its_kind(kind: str, status: str) -> None:
    record = read(kind=kind, status=status)

    expected = STATUSES[status][kind == "retrieval"] if KINDS[kind] else S.UNKNOWN
    assert (record.state, record.stage, record.word) == (expected, KINDS[kind], status)
    is_open = status == "open"
    assert (record.can_respond, record.can_accept, record.respond_by is not None) == (is_open, is_open, is_open)


@pytest.mark.parametrize("status", sorted(STATUSES))
@pytest.mark.parametrize("program", ["none", "visa_rdr", "something_else", None])
def test_what_the_network_settled_before_is_prevented(status: str, program: str | None) -> None:
    prevented = program == "visa_rdr" and status in ("accepted", "auto_accepted")

    assert read(status=status, pre_dispute_program=program).state == (S.PREVENTED if prevented else STATUSES[status][0])


def test_every_word_of_the_sdk_has_its_meaning() -> None:
    def words(of: type) -> set[str]:
        return {value for name, value in vars(of).items() if not name.startswith("_")}

    assert words(OfTheSdk.Status) == set(STATES) == set(OF_A_RETRIEVAL)
    assert words(OfTheSdk.Kind) == set(STAGES)


@pytest.mark.parametrize("reason", sorted(v for n, v in vars(OfTheSdk.Reason).items() if not n.startswith("_")))
def test_every_reason_of_the_sdk_is_handed_on_in_its_own_word(reason: str) -> None:
    assert read(reason=reason).reason == reason


def test_a_case_tells_its_payment_its_network_and_its_day() -> None:
    record = read()

    assert (record.gateway_reference, record.payment_references) == ("dp1", ("sale1",))
    assert (record.amount_minor, record.currency) == (5000, "EUR")
    assert (record.network, record.network_code, record.reason) == ("visa", "83", "fraud")
    assert record.respond_by == datetime(2026, 3, 28, tzinfo=UTC)
    assert (record.opened_at, record.told_at) == (
        datetime(2026, 3, 14, 9, tzinfo=UTC),
        datetime(2026, 3, 15, 9, tzinfo=UTC),
    )
    assert (record.is_refundable, record.answers, record.follows) == (None, 0, "")
    assert read(transaction={"id": "sale1", "payment_instrument_subtype": "American Express"}).network == "amex"


def test_a_further_stage_names_the_case_that_it_continues() -> None:
    record = read(kind="pre_arbitration", original_dispute_id="dp0")

    assert (record.stage, record.follows) == (Stage.PRE_ARBITRATION, "dp0")


@pytest.mark.parametrize(
    ("history", "won", "moved"),
    [
        ([], "0.00", []),
        ([("open", None)], "0.00", []),
        ([("open", date(2026, 3, 15))], "0.00", [("withdrawn", M.WITHDRAWN, 5000)]),
        ([("open", date(2026, 3, 15)), ("lost", date(2026, 4, 1))], "0.00", [("withdrawn", M.WITHDRAWN, 5000)]),
        ([("auto_accepted", date(2026, 3, 15))], "0.00", [("withdrawn", M.WITHDRAWN, 5000)]),
        ([("open", date(2026, 3, 15)), ("won", None)], "50.00", [("withdrawn", M.WITHDRAWN, 5000)]),
        (
            [("open", date(2026, 3, 15)), ("won", date(2026, 4, 1))],
            "45.00",
            [("withdrawn", M.WITHDRAWN, 5000), ("reinstated", M.REINSTATED, 4500)],
        ),
    ],
)
def test_money_moved_where_a_status_has_a_day_of_disbursement(history, won, moved) -> None:
    told = [{"status": status, "disbursement_date": day} for status, day in history]
    movements = read(status_history=told, amount_won=won).movements

    assert [(move.movement_id, move.kind, move.amount_minor) for move in movements] == moved


def test_a_lost_case_of_the_documentation_is_read() -> None:
    told = read_xml((SAMPLES / "lost.xml").read_bytes())["dispute"]
    record = record_of(told, Braintree("braintree", ACCOUNT)._minor)

    assert (record.state, record.stage, record.network_code, record.answers) == (S.LOST, Stage.CHARGEBACK, "13.1", 2)
    assert record.outcome_words == "The cardholder did not recognise the delivery."
    assert [(move.kind, move.moved_at) for move in record.movements] == [
        (M.WITHDRAWN, datetime(2026, 3, 15, tzinfo=UTC))
    ]
    assert OfTheSdk(XmlUtil.dict_from_xml((SAMPLES / "lost.xml").read_bytes())["dispute"]).status == record.word


def test_texts_and_documents_are_added_and_then_handed_in(braintree: BraintreeStandIn) -> None:
    braintree.dispute()
    texts = {
        "shipping_carrier": "DHL",
        "shipping_tracking_number": "AB123",
        "customer_name": " ",
        "uncategorized_text": "It arrived 🫖 & <was> liked.",
        "product_description": "A teapot.",
    }
    taken = braintree.gateway().answer_dispute(answer(texts=texts, files=[PDF, SIGNED], refund_references=["ref1"]))

    assert (taken.state, braintree.disputes["dp1"]["status"]) == (AnswerState.TAKEN, "disputed")
    assert held(braintree) == [
        ("DHL", "CARRIER_NAME", None),
        ("AB123", "TRACKING_NUMBER", None),
        ("Uncategorized text: It arrived 🫖 & <was> liked.\nProduct description: A teapot.\nRefunds: ref1", None, None),
        (None, "PROOF_OF_DELIVERY", "https://assets.example/doc1"),
        (None, "SIGNED_DELIVERY_FORM", "https://assets.example/doc2"),
    ]
    assert PDF.content in braintree.documents[0]
    assert (
        b'filename="Beleg-f-r-Mila-v2.pdf"' in braintree.documents[0] and b"evidence_document" in braintree.documents[0]
    )


def test_a_category_that_the_reason_does_not_have_is_left_out(braintree: BraintreeStandIn) -> None:
    braintree.dispute()
    braintree.wrong_categories = {"CARRIER_NAME", "PROOF_OF_DELIVERY"}
    assert (
        braintree.gateway().answer_dispute(answer(texts={"shipping_carrier": "DHL"}, files=[PDF])).state
        == AnswerState.TAKEN
    )

    assert held(braintree) == [("DHL", None, None), (None, None, "https://assets.example/doc1")]


def test_an_answer_that_is_lost_is_seen_in_the_case_and_handed_in_once(braintree: BraintreeStandIn) -> None:
    braintree.dispute()
    braintree.loses_answers = True
    instruction = answer(texts={"uncategorized_text": "It arrived."}, files=[PDF])
    first = braintree.gateway().answer_dispute(instruction)
    braintree.loses_answers = False
    second = braintree.gateway().answer_dispute(instruction)

    assert (first.state, first.never_sent) == (AnswerState.UNKNOWN, False)
    assert second.state == AnswerState.TAKEN
    assert len(held(braintree)) == 2


def test_what_was_added_before_it_broke_is_not_added_again(braintree: BraintreeStandIn) -> None:
    braintree.dispute(evidence=[{"id": "ev0", "comments": "DHL", "category": "CARRIER_NAME", "url": None}])
    braintree.gateway().answer_dispute(answer(texts={"shipping_carrier": "DHL", "customer_name": "Mila"}))

    assert [comments for comments, _category, _url in held(braintree)] == ["DHL", "Mila"]


@pytest.mark.parametrize("status", ["disputed", "accepted", "expired", "lost"])
def test_another_answer_to_a_case_that_is_not_open_is_refused(braintree: BraintreeStandIn, status: str) -> None:
    braintree.dispute(status=status, evidence=[{"id": "e", "comments": "Another word.", "category": None, "url": None}])

    refused = braintree.gateway().answer_dispute(answer(texts={"uncategorized_text": "It arrived."}))
    assert (refused.state, refused.code, refused.never_sent) == (AnswerState.REFUSED, "95701", True)
    assert "control panel" in refused.message


def test_a_case_is_given_up_once(braintree: BraintreeStandIn) -> None:
    braintree.dispute()
    braintree.loses_answers = True

    assert braintree.gateway().accept_dispute("dp1", "a-1").state == AnswerState.UNKNOWN
    assert braintree.gateway().accept_dispute("dp1", "a-1").state == AnswerState.TAKEN
    braintree.dispute(status="disputed")
    assert braintree.gateway().accept_dispute("dp1", "a-1").state == AnswerState.REFUSED


@pytest.mark.parametrize(("status", "body", "state", "never_sent"), SAID)
def test_the_last_step_proves_what_it_proves(server, status, body, state, never_sent) -> None:
    shown = xml("dispute", {**DISPUTE, "id": "dp1", "updated_at": datetime(2026, 3, 15, 9), "evidence": []})
    server.by_path["/merchants/teapots/disputes/dp1"] = (200, shown)
    server.says(status, body)

    for answered in (at(server).accept_dispute("dp1", "a-1"), at(server).answer_dispute(answer())):
        assert (answered.state, answered.never_sent) == (state, never_sent)
        assert state == AnswerState.TAKEN or (answered.message and answered.code)


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_refusal_of_a_step_tells_staff_what_to_do(server: AnsweringServer, code: str) -> None:
    shown = xml("dispute", {**DISPUTE, "id": "dp1", "updated_at": datetime(2026, 3, 15, 9), "evidence": []})
    server.by_path["/merchants/teapots/disputes/dp1"] = (200, shown)
    server.says(422, refused(code))

    answered = at(server).answer_dispute(answer(texts={"uncategorized_text": "It arrived."}))
    assert (answered.state, answered.code, answered.never_sent) == (AnswerState.REFUSED, code, True)
    assert answered.message == str(SENTENCES[code])


@pytest.mark.parametrize("way", ["hangs", "drops"])
def test_silence_before_the_last_step_has_answered_nothing(server: AnsweringServer, way: str) -> None:
    shown = xml("dispute", {**DISPUTE, "id": "dp1", "updated_at": datetime(2026, 3, 15, 9), "evidence": []})
    server.by_path["/merchants/teapots/disputes/dp1"] = (200, shown)
    setattr(server, way, True)

    assert at(server, 3).answer_dispute(answer(texts={"uncategorized_text": "x"})).never_sent is True
    last = at(server, 3).accept_dispute("dp1", "a-1")
    assert (last.state, last.never_sent) == (AnswerState.UNKNOWN, False)


def test_a_case_that_braintree_surely_does_not_have_is_not_found(server: AnsweringServer) -> None:
    server.says(404, b"")
    for reference in ("dp1", "dp/../x", ""):
        with pytest.raises(NotFound):
            at(server).read_dispute(reference)

    for status, body in (
        (404, b"not braintree"),
        (500, b""),
        (200, b""),
        (200, b"<dispute/>"),
        (200, xml("dispute", {"id": "dp1"})),
    ):
        server.says(status, body)
        with pytest.raises(Unreachable):
            at(server).read_dispute("dp1")


def test_what_arrived_and_what_changed_is_listed_once(braintree: BraintreeStandIn) -> None:
    for dispute in ("dp1", "dp2", "dp3"):
        braintree.dispute(dispute)
    since, until = datetime(2026, 3, 13, 23, tzinfo=UTC), datetime(2026, 3, 15, tzinfo=UTC)

    assert [record.gateway_reference for record in braintree.gateway().pull_disputes(since, until)] == [
        "dp1",
        "dp2",
        "dp3",
    ]


def test_a_search_asks_for_days(server: AnsweringServer) -> None:
    server.says(200, xml("disputes", {"page_size": 50, "total_items": 0}))
    assert list(at(server).pull_disputes(datetime(2026, 3, 13, tzinfo=UTC), datetime(2026, 3, 15, tzinfo=UTC))) == []

    days = {"min": "03/13/2026", "max": "03/15/2026"}
    assert [XmlUtil.dict_from_xml(asked.body)["search"] for asked in server.asked] == [
        {"received_date": days},
        {"effective_date": days},
    ]
    assert {asked.path for asked in server.asked} == {"/merchants/teapots/disputes/advanced_search?page=1"}
