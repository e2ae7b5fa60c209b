"""PayPal's words about disputes, what may be answered, and what its answers prove."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from customers.clock import clock_at
from customers.errors import NotFound
from refunds.gateways.dispute_types import AnswerState, EvidenceFile, EvidenceInstruction, MovementKind, Weight
from refunds.gateways.dispute_types import DisputeStage as Stage
from refunds.gateways.dispute_types import DisputeState as S
from refunds.gateways.errors import Unreachable
from refunds.gateways.paypal import GATEWAY as PayPal
from refunds.gateways.paypal.disputes import record_of
from tests.paypal_stand_in import CLIENT, PayPalStandIn
from tests.refunds.gateways.answering_server import AnsweringServer, answering_server

SAMPLES = Path(__file__).parents[2] / "samples" / "paypal" / "disputes"
NOW = datetime(2026, 3, 21, 9, 0, tzinfo=UTC)
DISPUTE = "PP-D-27803"
TOKEN = b'{"access_token": "t", "token_type": "Bearer", "expires_in": 32400}'
PDF = EvidenceFile("uncategorized_file", "Beleg für Mila.v2.pdf", "application/pdf", b"%PDF-1.7\r\n\x00\xff")

STATES = [
    # stage, status, what it is to us
    ("INQUIRY", "OPEN", S.INQUIRY),
    ("INQUIRY", "WAITING_FOR_SELLER_RESPONSE", S.INQUIRY),
    ("INQUIRY", "WAITING_FOR_BUYER_RESPONSE", S.INQUIRY_ANSWERED),
    ("INQUIRY", "UNDER_REVIEW", S.INQUIRY_ANSWERED),
    ("INQUIRY", "OTHER", S.UNKNOWN),
    *[
        (stage, status, state)
        for stage in ("CHARGEBACK", "PRE_ARBITRATION", "ARBITRATION")
        for status, state in (
            ("OPEN", S.NEEDS_RESPONSE),
            ("WAITING_FOR_SELLER_RESPONSE", S.NEEDS_RESPONSE),
            ("WAITING_FOR_BUYER_RESPONSE", S.UNDER_REVIEW),
            ("UNDER_REVIEW", S.UNDER_REVIEW),
            ("OTHER", S.UNKNOWN),
            ("HALF_OPEN", S.UNKNOWN),
            ("", S.UNKNOWN),
        )
    ],
    ("SECOND_HEARING", "OPEN", S.UNKNOWN),
    ("", "WAITING_FOR_SELLER_RESPONSE", S.UNKNOWN),
]
OUTCOMES = [
    # outcome of what is resolved, as a claim, as an inquiry
    ("RESOLVED_BUYER_FAVOUR", S.LOST, S.INQUIRY_CLOSED),
    ("RESOLVED_SELLER_FAVOUR", S.WON, S.INQUIRY_CLOSED),
    ("RESOLVED_WITH_PAYOUT", S.WON, S.INQUIRY_CLOSED),
    ("CANCELED_BY_BUYER", S.WITHDRAWN, S.WITHDRAWN),
    ("ACCEPTED", S.LOST, S.INQUIRY_CLOSED),
    ("DENIED", S.WON, S.INQUIRY_CLOSED),
    ("NONE", S.UNKNOWN, S.UNKNOWN),
    ("RESOLVED_BY_LOT", S.UNKNOWN, S.UNKNOWN),
    (None, S.UNKNOWN, S.UNKNOWN),
]
MOVEMENTS = [
    # whose account, why, which way; what it is to us
    ("SELLER", "DISPUTE_SETTLEMENT", "DEBIT", MovementKind.WITHDRAWN),
    ("SELLER", "DISPUTE_SETTLEMENT", "CREDIT", MovementKind.REINSTATED),
    ("SELLER", "DISPUTE_SETTLEMENT_FEE", "DEBIT", MovementKind.FEE),
    ("SELLER", "DISPUTE_SETTLEMENT_FEE", "CREDIT", MovementKind.FEE_RETURNED),
    ("SELLER", "DISPUTE_FEE", "DEBIT", MovementKind.FEE),
    ("SELLER", "DISPUTE_FEE", "CREDIT", MovementKind.FEE_RETURNED),
    ("SELLER", "CHARGEBACK_FEE", "DEBIT", MovementKind.FEE),
    ("SELLER", "CHARGEBACK_FEE", "CREDIT", MovementKind.FEE_RETURNED),
    ("BUYER", "DISPUTE_SETTLEMENT", "CREDIT", None),
    ("PAYMENT_PROCESSOR", "DISPUTE_SETTLEMENT", "DEBIT", None),
    ("SELLER", "SOMETHING_NEW", "DEBIT", None),
    ("SELLER", "DISPUTE_SETTLEMENT", "SIDEWAYS", None),
]
SAID = [
    # status, body of the answer to an act, state, surely without effect
    (200, {"links": []}, AnswerState.TAKEN, False),
    (202, {}, AnswerState.TAKEN, False),
    (204, {}, AnswerState.TAKEN, False),
    (400, {"name": "VALIDATION_ERROR", "message": "Bad."}, AnswerState.REFUSED, False),
    (404, {"name": "RESOURCE_NOT_FOUND"}, AnswerState.REFUSED, False),
    (415, {"name": "UNSUPPORTED_MEDIA_TYPE"}, AnswerState.REFUSED, False),
    (
        422,
        {"name": "UNPROCESSABLE_ENTITY", "details": [{"issue": "INVALID_EVIDENCE_FILE"}]},
        AnswerState.REFUSED,
        False,
    ),
    (400, {}, AnswerState.UNKNOWN, False),
    (404, {}, AnswerState.UNKNOWN, False),
    (401, {"error": "invalid_token"}, AnswerState.UNKNOWN, True),
    (403, {"name": "NOT_AUTHORIZED"}, AnswerState.UNKNOWN, True),
    (429, {"name": "RATE_LIMIT_REACHED"}, AnswerState.UNKNOWN, True),
    (409, {"name": "RESOURCE_CONFLICT"}, AnswerState.UNKNOWN, False),
    (500, {"name": "INTERNAL_SERVER_ERROR"}, AnswerState.UNKNOWN, False),
    (502, {}, AnswerState.UNKNOWN, False),
    (503, {"name": "SERVICE_UNAVAILABLE"}, AnswerState.UNKNOWN, False),
    (302, {}, AnswerState.UNKNOWN, False),
]


def sample(name: str) -> dict[str, Any]:
    return dict(json.loads((SAMPLES / f"{name}.json").read_bytes()))


def read(**changes: Any) -> Any:
    return record_of({**sample("claim_waiting_for_seller"), **changes}, PayPal("paypal", CLIENT)._minor)


def moved(party: str, reason: str, way: str, value: str = "50.00", at: str = "2026-04-20T08:00:00Z") -> dict[str, Any]:
    amount = {"currency_code": "EUR", "value": value}
    return {"affected_party": party, "reason": reason, "type": way, "amount": amount, "initiated_time": at}


def answer(**changes: Any) -> EvidenceInstruction:
    return EvidenceInstruction(**{"key": "a-1", "dispute_reference": DISPUTE, "payment_reference": "P1", **changes})


@pytest.fixture
def server() -> Iterator[AnsweringServer]:
    """Shows the dispute of the sample, and says to every act what a test tells it to."""
    with answering_server() as server:
        server.by_path["/v1/oauth2/token"] = (200, TOKEN)
        shows(server, sample("claim_waiting_for_seller"))
        yield server


def shows(server: AnsweringServer, dispute: dict[str, Any]) -> None:
    server.by_path[f"/v1/customer/disputes/{DISPUTE}"] = (200, json.dumps(dispute).encode())


def at(server: AnsweringServer, read_seconds: int = 20) -> PayPal:
    return PayPal("paypal", {**CLIENT, "api_base": server.address, "read_seconds": read_seconds})


def acts(server: AnsweringServer) -> list[tuple[str, str]]:
    return [
        (asked.method, asked.path) for asked in server.asked if asked.method == "POST" and "oauth2" not in asked.path
    ]


def parts(server: AnsweringServer) -> dict[str, Any]:
    """The parts of the last act, by their names."""
    asked = server.asked[-1]
    raw = b"Content-Type: " + asked.headers["Content-Type"].encode() + b"\r\n\r\n" + asked.body
    return {
        part.get_param("name", header="content-disposition"): part for part in message_from_bytes(raw).get_payload()
    }


@pytest.mark.parametrize(("stage", "status", "state"), STATES)
def test_a_status_is_read_by_its_stage(stage: str, status: str, state: S) -> None:
    record = read(dispute_life_cycle_stage=stage, status=status)

    assert (record.state, record.word) == (state, status)
    assert record.stage == (Stage(stage.lower()) if stage.lower() in list(Stage) else None)


@pytest.mark.parametrize(("outcome", "claim", "inquiry"), OUTCOMES)
def test_what_is_resolved_is_read_by_its_outcome(outcome: str | None, claim: S, inquiry: S) -> None:
    told = {"status": "RESOLVED", "dispute_outcome": {"outcome_code": outcome} if outcome else None}

    assert read(**told).state == claim
    assert read(**told, dispute_life_cycle_stage="INQUIRY").state == inquiry
    assert read(**told).outcome_words == (outcome or "")


@pytest.mark.parametrize("outcome", ["RESOLVED_SELLER_FAVOUR", "RESOLVED_WITH_PAYOUT", "DENIED"])
@pytest.mark.parametrize("stage", ["INQUIRY", "CHARGEBACK"])
def test_nothing_is_won_while_the_money_is_gone(outcome: str, stage: str) -> None:
    told = {"status": "RESOLVED", "dispute_outcome": {"outcome_code": outcome}, "dispute_life_cycle_stage": stage}
    taken, back = (moved("SELLER", "DISPUTE_SETTLEMENT", way) for way in ("DEBIT", "CREDIT"))

    assert read(**told, money_movements=[taken]).state == S.LOST
    assert read(**told, money_movements=[taken, back]).state == (S.WON if stage == "CHARGEBACK" else S.INQUIRY_CLOSED)


@pytest.mark.parametrize(("party", "reason", "way", "kind"), MOVEMENTS)
def test_only_money_of_the_shop_counts_and_only_where_we_know_what_it_is(
    party: str, reason: str, way: str, kind: MovementKind | None
) -> None:
    movements = read(money_movements=[moved(party, reason, way)]).movements

    assert [(move.kind, move.amount_minor, move.currency) for move in movements] == (
        [(kind, 5000, "EUR")] if kind else []
    )


def test_two_movements_of_one_moment_are_two() -> None:
    twice = [moved("SELLER", "DISPUTE_FEE", "DEBIT", "7.00")] * 2

    assert len({move.movement_id for move in read(money_movements=twice).movements}) == 2


def test_a_claim_tells_its_deadline_its_payment_and_what_may_be_done() -> None:
    record = read()

    assert (record.gateway_reference, record.payment_references) == (DISPUTE, ("27P87694T8134741U",))
    assert (record.amount_minor, record.currency, record.network) == (5000, "EUR", "paypal")
    assert record.reason == "MERCHANDISE_OR_SERVICE_NOT_RECEIVED"
    assert record.respond_by == datetime(2026, 3, 30, 21, 34, 44, tzinfo=UTC)
    assert (record.can_respond, record.can_accept, record.is_refundable) == (True, True, False)
    assert (record.opened_at, record.told_at) == (
        datetime(2026, 3, 14, 9, tzinfo=UTC),
        datetime(2026, 3, 20, 21, 34, 44, tzinfo=UTC),
    )
    assert record.answers == 0


def test_an_inquiry_takes_no_evidence_but_a_full_refund() -> None:
    record = record_of(sample("inquiry_open"), PayPal("paypal", CLIENT)._minor)

    assert (record.state, record.stage) == (S.INQUIRY, Stage.INQUIRY)
    assert (record.can_respond, record.can_accept, record.is_refundable) == (False, False, True)
    spent = {"allowed_refund_amount": {"currency_code": "EUR", "value": "0.00"}}
    assert (
        record_of({**sample("inquiry_open"), "refund_details": spent}, PayPal("p", CLIENT)._minor).is_refundable
        is False
    )


def test_a_lost_case_tells_why_and_what_it_cost() -> None:
    record = record_of(sample("resolved_for_the_buyer"), PayPal("paypal", CLIENT)._minor)

    assert (record.state, record.respond_by, record.can_respond, record.is_refundable) == (S.LOST, None, False, None)
    assert record.outcome_words == "RESOLVED_BUYER_FAVOUR: NO_VALID_SHIPMENT_PROOF"
    assert (record.network, record.network_code, record.answers) == ("", "10.4", 1)
    assert [(move.kind, move.amount_minor) for move in record.movements] == [
        (MovementKind.WITHDRAWN, 5000),
        (MovementKind.FEE, 1400),
    ]


def test_paypal_says_itself_what_it_wants(server: AnsweringServer) -> None:
    wanted = at(server).evidence_wanted(DISPUTE)

    assert [(want.code, want.weight, want.is_there) for want in wanted] == [
        ("PROOF_OF_FULFILLMENT", Weight.REQUIRED, False),
        ("OTHER", Weight.OPTIONAL, False),
    ]


def test_what_was_shipped_refunded_and_told_goes_out_as_paypal_takes_it(server: AnsweringServer) -> None:
    texts = {
        "shipping_carrier": "Royal Mail",
        "shipping_tracking_number": "AB123",
        "uncategorized_text": "It arrived 🫖.",
        "customer_name": " ",
    }
    sent = at(server).answer_dispute(answer(texts=texts, refund_references=["R1"], files=[PDF]))

    assert sent.state == AnswerState.TAKEN
    assert acts(server) == [("POST", f"/v1/customer/disputes/{DISPUTE}/provide-evidence")]
    told, file = parts(server)["input"], parts(server)["file1"]
    assert told.get_content_type() == "application/json"
    assert json.loads(told.get_payload(decode=True))["evidences"] == [
        {
            "evidence_type": "PROOF_OF_FULFILLMENT",
            "evidence_info": {"tracking_info": [{"carrier_name": "ROYAL_MAIL", "tracking_number": "AB123"}]},
        },
        {"evidence_type": "PROOF_OF_REFUND", "evidence_info": {"refund_ids": ["R1"]}},
        {
            "evidence_type": "OTHER",
            "documents": [{"name": "1-Beleg-f-r-Mila-v2.pdf"}],
            "notes": "Uncategorized text: It arrived 🫖.",
        },
    ]
    assert (file.get_filename(), file.get_content_type()) == ("1-Beleg-f-r-Mila-v2.pdf", "application/pdf")
    assert PDF.content in server.asked[-1].body


def test_a_carrier_that_paypal_does_not_know_keeps_its_name(server: AnsweringServer) -> None:
    at(server).answer_dispute(answer(texts={"shipping_carrier": "Kannenpost", "shipping_tracking_number": "7"}))

    (shown,) = json.loads(parts(server)["input"].get_payload(decode=True))["evidences"]
    assert shown["evidence_info"]["tracking_info"] == [
        {"carrier_name": "OTHER", "carrier_name_other": "Kannenpost", "tracking_number": "7"}
    ]


def test_the_same_answer_is_the_same_bytes_under_the_same_key(server: AnsweringServer) -> None:
    for _ in range(2):
        at(server).answer_dispute(answer(texts={"uncategorized_text": "Here."}, files=[PDF]))

    first, second = (asked for asked in server.asked if asked.path.endswith("provide-evidence"))
    assert (first.body, first.headers["PayPal-Request-Id"]) == (second.body, second.headers["PayPal-Request-Id"])
    assert first.headers["PayPal-Request-Id"] == "a-1"


def test_where_paypal_asked_for_nothing_the_evidence_goes_as_supporting_information(server: AnsweringServer) -> None:
    shown = sample("claim_waiting_for_seller")
    link = {"rel": "x", "href": f"https://api.paypal.com/v1/customer/disputes/{DISPUTE}/provide-supporting-info"}
    shows(server, {**shown, "links": [link]})

    texts = {"uncategorized_text": "It arrived.", "shipping_carrier": "DHL", "shipping_tracking_number": "7"}
    assert at(server).answer_dispute(answer(texts=texts, refund_references=["R1"])).state == AnswerState.TAKEN
    assert acts(server) == [("POST", f"/v1/customer/disputes/{DISPUTE}/provide-supporting-info")]
    assert json.loads(parts(server)["input"].get_payload(decode=True)) == {
        "notes": "Shipping: DHL 7\nRefunds: R1\nUncategorized text: It arrived."
    }


@pytest.mark.parametrize("link", ["", "https://evil.example/v1/customer/disputes/PP-D-1/provide-evidence"])
def test_no_link_no_act(server: AnsweringServer, link: str) -> None:
    shows(server, {**sample("claim_waiting_for_seller"), "links": [{"rel": "provide-evidence", "href": link}]})

    answered, accepted = at(server).answer_dispute(answer()), at(server).accept_dispute(DISPUTE, "a-2")

    assert (answered.state, answered.code, answered.never_sent) == (AnswerState.REFUSED, "no_link", True)
    assert (accepted.state, accepted.code, accepted.never_sent) == (AnswerState.REFUSED, "no_link", True)
    assert "Resolution Center" in answered.message
    assert acts(server) == []


@pytest.mark.parametrize("act", ["provide-evidence", "provide-supporting-info"])
@pytest.mark.parametrize(
    ("texts", "refunds"),
    [({"uncategorized_text": "It\n arrived."}, ()), ({"shipping_tracking_number": "7"}, ("R1",)), ({}, ("R1", "R2"))],
)  # fmt: skip
def test_an_answer_that_is_lost_is_seen_in_the_case_and_sent_once(paypal_stand_in, act, texts, refunds) -> None:
    paypal_stand_in.dispute(DISPUTE, [act])
    gateway, instruction = paypal_stand_in.gateway(), answer(texts=texts, refund_references=refunds)
    paypal_stand_in.loses_answers = True
    lost = gateway.answer_dispute(instruction)
    paypal_stand_in.loses_answers = False
    shown = len(paypal_stand_in.disputes[DISPUTE]["evidences"])

    assert (lost.state, lost.never_sent) == (AnswerState.UNKNOWN, False)
    paypal_stand_in.dispute(DISPUTE, [act] if act == "provide-supporting-info" else [])
    assert gateway.answer_dispute(instruction).state == AnswerState.TAKEN
    assert len(paypal_stand_in.disputes[DISPUTE]["evidences"]) == shown


def test_where_paypal_asks_again_the_same_words_are_sent_again(paypal_stand_in: PayPalStandIn) -> None:
    instruction = answer(texts={"uncategorized_text": "It arrived."})
    for _ in range(2):
        paypal_stand_in.dispute(DISPUTE, ["provide-evidence"], status="WAITING_FOR_SELLER_RESPONSE")
        assert paypal_stand_in.gateway().answer_dispute(instruction).state == AnswerState.TAKEN
    paypal_stand_in.dispute(DISPUTE, ["provide-supporting-info"])
    more = answer(texts={"uncategorized_text": "It arrived."}, files=[PDF])
    assert paypal_stand_in.gateway().answer_dispute(more).state == AnswerState.TAKEN

    ours = [
        piece for piece in paypal_stand_in.disputes[DISPUTE]["evidences"] if piece["source"] == "SUBMITTED_BY_SELLER"
    ]
    assert len(ours) == 3


def test_a_note_that_is_too_long_is_refused_before_it_leaves(server: AnsweringServer) -> None:
    budget = at(server).evidence_budget()
    fits = at(server).answer_dispute(answer(texts={"uncategorized_text": "x" * budget.characters}))
    long = at(server).answer_dispute(answer(texts={"uncategorized_text": "x" * 2001}))

    assert fits.state == AnswerState.TAKEN
    assert (long.state, long.code, long.never_sent) == (AnswerState.REFUSED, "too_long", True)
    assert len(acts(server)) == 1


def test_a_claim_is_accepted_by_a_refund_only(server: AnsweringServer) -> None:
    assert at(server).accept_dispute(DISPUTE, "a-2").state == AnswerState.TAKEN
    assert acts(server) == [("POST", f"/v1/customer/disputes/{DISPUTE}/accept-claim")]
    assert json.loads(parts(server)["input"].get_payload(decode=True))["accept_claim_type"] == "REFUND"

    only_return = {"accept_claim": {"accept_claim_types": ["REFUND_WITH_RETURN"]}}
    shows(server, {**sample("claim_waiting_for_seller"), "allowed_response_options": only_return})
    refused = at(server).accept_dispute(DISPUTE, "a-3")
    assert (refused.state, refused.code, len(acts(server))) == (AnswerState.REFUSED, "not_by_refund", 1)


@pytest.mark.parametrize(("status", "said", "state", "never_sent"), SAID)
def test_an_answer_proves_what_it_proves(
    server: AnsweringServer, status: int, said: dict[str, Any], state: AnswerState, never_sent: bool
) -> None:
    server.says(status, said, Retry_After="7")

    for answered in (at(server).answer_dispute(answer()), at(server).accept_dispute(DISPUTE, "a-2")):
        assert (answered.state, answered.never_sent) == (state, never_sent)
        assert state == AnswerState.TAKEN or (answered.message and answered.code)
    assert len(acts(server)) == 2


@pytest.mark.parametrize("way", ["hangs", "drops"])
def test_silence_after_an_act_is_unknown(server: AnsweringServer, way: str) -> None:
    setattr(server, way, True)

    answered = at(server, read_seconds=3).answer_dispute(answer())

    assert (answered.state, answered.never_sent) == (AnswerState.UNKNOWN, False)


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_dispute_that_cannot_be_read_first_is_not_acted_on(server: AnsweringServer, status: int) -> None:
    server.by_path[f"/v1/customer/disputes/{DISPUTE}"] = (status, b"{}")

    answered = at(server).answer_dispute(answer())

    assert (answered.state, answered.never_sent) == (AnswerState.UNKNOWN, True)
    assert acts(server) == []


def test_a_dispute_that_paypal_surely_does_not_have_is_not_found(server: AnsweringServer) -> None:
    path = f"/v1/customer/disputes/{DISPUTE}"
    server.by_path[path] = (404, b'{"name": "RESOURCE_NOT_FOUND"}')
    with pytest.raises(NotFound):
        at(server).read_dispute(DISPUTE)

    for status, body in ((404, b""), (500, b"{}"), (200, b"[]"), (200, b"{}"), (200, b'{"dispute_id": 7}')):
        server.by_path[path] = (status, body)
        with pytest.raises(Unreachable):
            at(server).read_dispute(DISPUTE)


def test_an_id_from_outside_stays_one_part_of_the_path(server: AnsweringServer) -> None:
    with pytest.raises(Unreachable):
        at(server).read_dispute("PP/../x?y#z")

    assert server.asked[-1].path == "/v1/customer/disputes/PP%2F..%2Fx%3Fy%23z"


def test_what_changed_is_listed_page_by_page_and_each_is_read(server: AnsweringServer) -> None:
    further = "https://api.paypal.com/v1/customer/disputes?page_size=50&next_page_token=B/2=&x=1"
    pages = iter([
        {"items": [{"dispute_id": DISPUTE}], "links": [{"rel": "next", "href": further.replace("=&", "%3D&")}]},
        {"items": [{"dispute_id": DISPUTE}], "links": [{"rel": "self", "href": further}]},
    ])  # fmt: skip
    fixed = dict(server.by_path)
    server.answers = lambda asked: fixed.get(asked.path) or (200, json.dumps(next(pages)).encode())
    since, until = datetime(2026, 3, 20, tzinfo=UTC), datetime(2026, 3, 21, tzinfo=UTC)

    with clock_at(NOW):
        found = list(at(server).pull_disputes(since, until))

    listed = [asked.path.partition("?")[2] for asked in server.asked if "?" in asked.path]
    assert [record.gateway_reference for record in found] == [DISPUTE, DISPUTE]
    assert "update_time_after=2026-03-20T00%3A00%3A00.000Z" in listed[0]
    assert "update_time_before=2026-03-21T00%3A00%3A00.000Z" in listed[0]
    assert "next_page_token=B%2F2%3D" in listed[1] and "x=1" not in listed[1]


def test_nothing_to_list_is_nothing(paypal_stand_in: PayPalStandIn) -> None:
    gateway = paypal_stand_in.gateway()
    with clock_at(NOW):
        assert list(gateway.pull_disputes(datetime(2026, 3, 20, tzinfo=UTC), NOW)) == []
        assert list(gateway.pull_disputes(datetime(2020, 3, 20, tzinfo=UTC), datetime(2020, 3, 21, tzinfo=UTC))) == []
