"""Adyen's events of disputes: what may be concluded from each, and from nothing else than what is signed."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from customers.clock import clock_at
from refunds.gateways.adyen import GATEWAY as Adyen
from refunds.gateways.adyen.disputes import BY_STATUS, EVENTS, MOVEMENTS
from refunds.gateways.dispute_types import AnswerState, DisputeRecord, EvidenceFile, EvidenceInstruction, Weight
from refunds.gateways.dispute_types import DisputeStage as Stage
from refunds.gateways.dispute_types import DisputeState as S
from refunds.gateways.dispute_types import MovementKind as M
from refunds.gateways.errors import Unreachable
from tests.adyen_stand_in import API_KEY, HMAC_KEY, MERCHANT, StandIn, error, signed
from tests.refunds.gateways.answering_server import AnsweringServer, answering_server

SAMPLES = Path(__file__).parents[2] / "samples" / "adyen" / "disputes"
NOW = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
AT = datetime(2026, 3, 14, 8, 0, tzinfo=UTC)
DISPUTE, PAYMENT = "9915555555555555", "QFQTPCQ8HXSKGK82"
DONE = {"disputeServiceResult": {"success": True}}
PDF = EvidenceFile("uncategorized_file", "packet.pdf", "application/pdf", b"%PDF")

MEANING = [
    # eventCode; state, stage, money
    ("REQUEST_FOR_INFORMATION", S.INQUIRY, Stage.INQUIRY, None),
    ("NOTIFICATION_OF_CHARGEBACK", None, Stage.CHARGEBACK, None),
    ("CHARGEBACK", None, Stage.CHARGEBACK, M.WITHDRAWN),
    ("INFORMATION_SUPPLIED", S.UNDER_REVIEW, None, None),
    ("ISSUER_COMMENTS", None, None, None),
    ("CHARGEBACK_REVERSED", S.UNDER_REVIEW, Stage.CHARGEBACK, M.REINSTATED),
    ("DISPUTE_DEFENSE_PERIOD_ENDED", S.EXPIRED, None, None),
    ("ISSUER_RESPONSE_TIMEFRAME_EXPIRED", S.WON, None, None),
    ("SECOND_CHARGEBACK", S.LOST, Stage.PRE_ARBITRATION, M.WITHDRAWN),
    ("PREARBITRATION_OPEN", S.NEEDS_RESPONSE, Stage.PRE_ARBITRATION, None),
    ("PREARBITRATION_ACCEPTED", S.ACCEPTED, Stage.PRE_ARBITRATION, None),
    ("PREARBITRATION_DECLINED", S.UNDER_REVIEW, Stage.PRE_ARBITRATION, None),
    ("PREARBITRATION_WON", S.WON, Stage.PRE_ARBITRATION, None),
    ("PREARBITRATION_LOST", S.LOST, Stage.PRE_ARBITRATION, None),
    ("PREARBITRATION_ISSUER_WITHDRAWN", S.WITHDRAWN, Stage.PRE_ARBITRATION, None),
    ("SCHEME_ARBITRATION", S.UNDER_REVIEW, Stage.ARBITRATION, None),
    ("SCHEME_ARBITRATION_WON", S.WON, Stage.ARBITRATION, None),
    ("SCHEME_ARBITRATION_LOST", S.LOST, Stage.ARBITRATION, None),
]
STATUSES = [
    "",
    "Unresponded",
    "Responded",
    "Expired",
    "Undefended",
    "Accepted",
    "Pending",
    "Lost",
    "Won",
    "Half won",
    7,
]
WORSE = {
    # eventCode, disputeStatus, which is not signed; state
    ("REQUEST_FOR_INFORMATION", "Responded"): S.INQUIRY_ANSWERED,
    ("REQUEST_FOR_INFORMATION", "Expired"): S.EXPIRED,
    ("NOTIFICATION_OF_CHARGEBACK", "Pending"): S.UNDER_REVIEW,
    ("NOTIFICATION_OF_CHARGEBACK", "Accepted"): S.ACCEPTED,
    ("NOTIFICATION_OF_CHARGEBACK", "Expired"): S.EXPIRED,
    ("NOTIFICATION_OF_CHARGEBACK", "Lost"): S.LOST,
    ("CHARGEBACK", "Pending"): S.UNDER_REVIEW,
    ("CHARGEBACK", "Accepted"): S.ACCEPTED,
    ("CHARGEBACK", "Expired"): S.EXPIRED,
    ("CHARGEBACK", "Lost"): S.LOST,
}
UNSIGNED = [
    {"additionalData": None},
    {"additionalData": {"disputeStatus": "Won", "defendable": "true", "grossValue": "1", "grossCurrency": "JPY"}},
    {"eventDate": None},
    {"eventDate": "yesterday"},
    {"eventDate": "2026-03-14T09:00:00"},
    {"reason": None},
    {"reason": {"a": 1}},
    {"reason": "Won\x00\n" + "x" * 5000},
    {"paymentMethod": "won"},
    {"additionalData": {"defensePeriodEndsAt": "9999-12-31T23:59:59+00:00", "chargebackReasonCode": ["13.1"]}},
]
ERRORS = [
    # status, errorType, errorCode; state, surely without effect
    (400, "validation", "702", AnswerState.REFUSED, False),
    (400, "validation", "704", AnswerState.UNKNOWN, False),
    (401, "security", "000", AnswerState.UNKNOWN, True),
    (403, "security", "010", AnswerState.UNKNOWN, True),
    (422, "validation", "167", AnswerState.REFUSED, False),
    (422, "validation", "704", AnswerState.UNKNOWN, False),
    (429, "security", "", AnswerState.UNKNOWN, True),
    (500, "internal", "905", AnswerState.UNKNOWN, False),
    (503, "", "", AnswerState.UNKNOWN, False),
]


def told(event_code: str, success: str = "true", **changes: Any) -> DisputeRecord | None:
    """What is read out of one signed item, through signature and parser."""
    item = {
        "amount": {"currency": "EUR", "value": 5000}, "eventCode": event_code, "success": success,
        "eventDate": "2026-03-14T09:00:00+01:00", "merchantAccountCode": MERCHANT, "merchantReference": "A-77",
        "originalReference": PAYMENT, "pspReference": DISPUTE, "paymentMethod": "visa", "reason": "",
    }  # fmt: skip
    extra = changes.pop("additionalData", None) or {}
    config = {"secret_key": "k", "merchant_account": MERCHANT, "webhook_secrets": [HMAC_KEY]}
    with clock_at(NOW):
        (event,) = Adyen("adyen", config).read_events(signed({**item, **changes, "additionalData": extra}), {})
    return event.dispute


def read(event_code: str, success: str = "true", **changes: Any) -> DisputeRecord:
    record = told(event_code, success, **changes)
    assert record is not None
    return record


def answer(**changes: Any) -> EvidenceInstruction:
    return EvidenceInstruction(**{"key": "a-1", "dispute_reference": DISPUTE, "payment_reference": PAYMENT, **changes})


@pytest.fixture
def server() -> Iterator[AnsweringServer]:
    with answering_server() as server:
        yield server


def at(server: AnsweringServer) -> Adyen:
    config = {"secret_key": API_KEY, "merchant_account": MERCHANT, "api_base": server.address}
    return Adyen("adyen", config)


def calls(asked: list[Any]) -> list[str]:
    return [getattr(call, "path", None) or call[0] for call in asked]


@pytest.mark.parametrize(("event_code", "state", "stage", "money"), MEANING)
def test_an_event_means(event_code: str, state: S | None, stage: Stage | None, money: M | None) -> None:
    record = read(event_code)

    assert (record.state, record.stage, record.word) == (state, stage, event_code)
    assert (record.gateway_reference, record.payment_references) == (DISPUTE, (PAYMENT,))
    assert (record.amount_minor, record.currency, record.told_at, record.is_refundable) == (5000, "EUR", AT, None)
    assert [(move.kind, move.amount_minor, move.currency) for move in record.movements] == (
        [(money, 5000, "EUR")] if money else []
    )


@pytest.mark.parametrize("event_code", sorted(EVENTS))
def test_an_event_that_did_not_succeed_moves_nothing_and_goes_before_a_person(event_code: str) -> None:
    record = read(event_code, "false")

    assert (record.state, record.stage, record.movements) == (S.UNKNOWN, None, ())


@pytest.mark.parametrize(("event_code", "status"), list(product(sorted(EVENTS), STATUSES)))
def test_a_status_that_is_not_signed_may_make_the_first_word_worse_and_nothing_better(event_code, status) -> None:
    record = read(event_code, additionalData={"disputeStatus": status})

    assert record.state == WORSE.get((event_code, status), EVENTS[event_code][0])
    assert (record.stage, bool(record.movements)) == (EVENTS[event_code][1], event_code in MOVEMENTS)


def test_every_row_of_the_tables_is_tried_here() -> None:
    assert {row[0] for row in MEANING} == set(EVENTS)
    assert {row[0]: row[3] for row in MEANING if row[3]} == MOVEMENTS
    assert WORSE == BY_STATUS
    assert S.WON not in BY_STATUS.values()


@pytest.mark.parametrize("forged", UNSIGNED)
@pytest.mark.parametrize("event_code", ["CHARGEBACK", "CHARGEBACK_REVERSED", "SECOND_CHARGEBACK"])
def test_nothing_unsigned_changes_money_state_or_payment(event_code: str, forged: dict[str, Any]) -> None:
    record, plain = read(event_code, **forged), read(event_code)

    assert (record.state, record.stage, record.amount_minor, record.currency, record.payment_references) == (
        plain.state, plain.stage, plain.amount_minor, plain.currency, plain.payment_references
    )  # fmt: skip
    assert [(m.movement_id, m.kind, m.amount_minor) for m in record.movements] == [
        (m.movement_id, m.kind, m.amount_minor) for m in plain.movements
    ]
    assert record.told_at is not None and record.told_at <= NOW
    assert record.respond_by is None and len(record.reason) <= 80 and record.reason.isprintable()


def test_an_event_is_never_told_in_the_future() -> None:
    assert read("CHARGEBACK", eventDate="2099-01-01T00:00:00+00:00").told_at == NOW


@pytest.mark.parametrize("amount", [None, {"value": 0, "currency": "EUR"}, {"value": -5, "currency": "EUR"}])
def test_an_amount_that_makes_no_sense_tells_nothing(amount: Any) -> None:
    assert told("CHARGEBACK", amount=amount) is None


def test_amounts_are_in_our_units() -> None:
    assert read("CHARGEBACK", amount={"value": 5000, "currency": "CLP"}).amount_minor == 50


def test_a_chargeback_tells_its_reason_its_scheme_and_its_deadline() -> None:
    item = json.loads((SAMPLES / "chargeback.json").read_bytes())["notificationItems"][0]["NotificationRequestItem"]
    record = read("CHARGEBACK", reason=item["reason"], additionalData=item["additionalData"])

    assert (record.network, record.network_code, record.reason) == ("visa", "13.1", "Merchandise/Services Not Received")
    assert record.respond_by == datetime(2026, 3, 30, 7, tzinfo=UTC)
    assert (record.can_respond, record.word) == (True, "CHARGEBACK Undefended")
    assert (
        read("CHARGEBACK", additionalData={"chargebackReasonCode": " 4853", "chargebackSchemeCode": "mc"}).network_code
        == "4853"
    )
    assert read("CHARGEBACK", additionalData={"chargebackSchemeCode": "mc"}).network == "mastercard"


@pytest.mark.parametrize(
    ("extra", "can_respond"),
    [({}, None), ({"defendable": "true"}, True), ({"defendable": "false"}, False),
     ({"defendable": "true", "autoDefended": "true"}, False), ({"defendable": "perhaps"}, None)],
)  # fmt: skip
def test_adyen_says_whether_it_takes_a_defence(extra: dict[str, str], can_respond: bool | None) -> None:
    assert read("NOTIFICATION_OF_CHARGEBACK", additionalData=extra).can_respond is can_respond
    assert read("CHARGEBACK_REVERSED", additionalData=extra).can_respond is None


def test_what_is_supplied_to_a_question_answers_the_question() -> None:
    rfi = {"rfiReasonCode": "30", "rfiSchemeCode": "visa"}
    record = read("INFORMATION_SUPPLIED", additionalData=rfi)
    assert (record.state, record.stage, record.network, record.network_code) == (
        S.INQUIRY_ANSWERED,
        Stage.INQUIRY,
        "visa",
        "30",
    )

    record = read("INFORMATION_SUPPLIED", additionalData={**rfi, "chargebackReasonCode": "13.1"})
    assert (record.state, record.stage) == (S.UNDER_REVIEW, None)


def test_the_issuers_comments_are_kept_in_its_words() -> None:
    item = json.loads((SAMPLES / "issuer_comments.json").read_bytes())["notificationItems"][0][
        "NotificationRequestItem"
    ]
    record = read("ISSUER_COMMENTS", additionalData=item["additionalData"])

    assert (record.state, record.stage) == (None, None)
    assert record.outcome_words == "The cardholder waited until 1 March.; One teapot."


def test_an_event_that_names_no_payment_names_the_case_only() -> None:
    assert read("CHARGEBACK_REVERSED", originalReference="").payment_references == ()


def test_a_notification_of_fraud_is_a_warning_and_no_dispute() -> None:
    config = {"secret_key": "k", "merchant_account": MERCHANT, "webhook_secrets": [HMAC_KEY]}
    with clock_at(NOW):
        (event,) = Adyen("adyen", config).read_events((SAMPLES / "notification_of_fraud.json").read_bytes(), {})

    assert (event.topic, event.dispute, event.gateway_reference) == ("warning", None, DISPUTE)
    assert event.warning is not None
    assert (event.warning.gateway_reference, event.warning.payment_references) == (DISPUTE, (PAYMENT,))
    assert (event.warning.fraud_type, event.warning.is_actionable) == ("Fraudulent Use of Account Number", None)
    assert event.warning.warned_at == datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_adyen_says_for_each_way_of_defending_what_it_wants(adyen: StandIn) -> None:
    wanted = adyen.gateway().evidence_wanted(adyen.disputed())

    assert [(want.defence, want.code, want.weight, want.is_there) for want in wanted] == [
        ("GoodsOrServicesProvided", "TIDorInvoice", Weight.OPTIONAL, False),
        ("GoodsOrServicesProvided", "ProofOfGoodsOrServicesProvided", Weight.REQUIRED, False),
        ("SupplyDefenseMaterial", "DefenseMaterial", Weight.ONE_OR_MORE, True),
        ("SupplyDefenseMaterial", "CardholderIdentification", Weight.ALTERNATIVE, False),
        ("SupplyDefenseMaterial", "Other", Weight.OPTIONAL, False),
    ]
    with pytest.raises(Unreachable):
        adyen.gateway().evidence_wanted("UNKNOWN")


@pytest.mark.parametrize(
    ("defence", "kinds", "sent"),
    [
        ("GoodsOrServicesProvided", ["uncategorized_file"], ["ProofOfGoodsOrServicesProvided"]),
        ("GoodsOrServicesProvided", ["TIDorInvoice", "receipt"], ["TIDorInvoice", "ProofOfGoodsOrServicesProvided"]),
        ("SupplyDefenseMaterial", ["receipt"], ["DefenseMaterial"]),
        ("SupplyDefenseMaterial", ["Other", "DefenseMaterial"], ["Other", "DefenseMaterial"]),
        ("SupplyDefenseMaterial", [], []),
    ],
)
def test_a_defence_is_supplied_and_then_made(adyen: StandIn, defence: str, kinds: list[str], sent: list[str]) -> None:
    files = [EvidenceFile(kind, f"{kind}.pdf", "application/pdf", b"%PDF" + kind.encode()) for kind in kinds]
    answered = adyen.gateway().answer_dispute(answer(dispute_reference=adyen.disputed(), files=files, defence=defence))

    held = adyen.disputes[DISPUTE]
    assert (answered.state, held["ended"]) == (AnswerState.TAKEN, "defendDispute")
    assert [document["defenseDocumentTypeCode"] for document in held["documents"]] == sent
    assert [base64.b64decode(document["content"]) for document in held["documents"]] == [file.content for file in files]
    assert json.loads(adyen.asked[-1][1])["defenseReasonCode"] == defence


@pytest.mark.parametrize(
    ("defence", "kinds"),
    [("", ["receipt"]), ("NoSuchWay", ["receipt"]), ("GoodsOrServicesProvided", ["receipt", "refund_policy"]),
     ("GoodsOrServicesProvided", ["TIDorInvoice", "TIDorInvoice"])],
)  # fmt: skip
def test_what_adyen_did_not_offer_is_refused_before_anything_is_supplied(adyen, defence, kinds) -> None:
    files = [EvidenceFile(kind, f"{kind}.pdf", "application/pdf", b"%PDF") for kind in kinds]
    answered = adyen.gateway().answer_dispute(answer(dispute_reference=adyen.disputed(), files=files, defence=defence))

    assert (answered.state, answered.never_sent) == (AnswerState.REFUSED, True)
    assert answered.message
    assert adyen.disputes[DISPUTE] == {"documents": [], "ended": ""}


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_an_answer_that_is_lost_on_the_way_is_sent_again_and_counts_once(adyen: StandIn, lost: int) -> None:
    instruction = answer(dispute_reference=adyen.disputed(), files=[PDF], defence="GoodsOrServicesProvided")
    gateway, adyen.loses = adyen.gateway(), lost
    tries = [gateway.answer_dispute(instruction) for _ in range(lost + 1)]

    held = adyen.disputes[DISPUTE]
    assert tries[0].state == AnswerState.UNKNOWN
    assert (held["ended"], len(held["documents"])) == ("defendDispute", 1)
    assert AnswerState.REFUSED not in {answered.state for answered in tries}


def test_a_case_is_accepted_once(adyen: StandIn) -> None:
    dispute, gateway = adyen.disputed(), adyen.gateway()
    adyen.loses = 1

    assert gateway.accept_dispute(dispute, "a-1").state == AnswerState.UNKNOWN
    assert gateway.accept_dispute(dispute, "a-1").state == AnswerState.TAKEN
    assert gateway.accept_dispute(dispute, "a-2").state == AnswerState.REFUSED
    assert adyen.disputes[dispute]["ended"] == "acceptDispute"


def test_every_call_has_a_key_of_its_own_that_stays_the_same(server: AnsweringServer) -> None:
    asked_for = {"defenseDocumentTypeCode": "X", "requirementLevel": "Required", "available": False}
    reasons = [{"defenseReasonCode": "D", "defenseDocumentTypes": [asked_for], "satisfied": False}]
    server.says(200, {**DONE, "defenseReasons": reasons})
    for _ in range(2):
        at(server).answer_dispute(answer(files=[PDF]))

    keys = [call.headers.get("Idempotency-Key") for call in server.asked]
    assert keys[:3] == keys[3:]
    assert keys[0] is None and len({*keys[1:3]}) == 2 and all(len(key) == 64 for key in keys[1:3])
    assert [call.body for call in server.asked[:3]] == [call.body for call in server.asked[3:]]


@pytest.mark.parametrize(("status", "kind", "code", "state", "never_sent"), ERRORS)
def test_an_error_proves_what_it_proves(server, status, kind, code, state, never_sent) -> None:
    server.says(status, error(status, code, "So says Adyen.", kind))

    accepted, answered = at(server).accept_dispute(DISPUTE, "a-1"), at(server).answer_dispute(answer())

    assert (accepted.state, accepted.never_sent, accepted.message) == (state, never_sent, "So says Adyen.")
    assert (answered.state, answered.never_sent) == (state, True), "nothing was handed in before the last step"


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"disputeServiceResult": 7}', b"<html>"])
def test_an_answer_that_is_not_adyens_proves_nothing(server: AnsweringServer, body: bytes) -> None:
    server.says(200, body)

    assert at(server).accept_dispute(DISPUTE, "a-1").state == AnswerState.UNKNOWN


def test_a_no_in_a_friendly_answer_is_a_no(server: AnsweringServer) -> None:
    server.says(200, {"disputeServiceResult": {"success": False, "errorMessage": "Too late."}})

    refused = at(server).accept_dispute(DISPUTE, "a-1")
    assert (refused.state, refused.message) == (AnswerState.REFUSED, "Too late.")


def test_a_case_that_adyen_cannot_be_asked_about_is_not_read() -> None:
    assert Adyen.capabilities.evidence and Adyen.capabilities.accepts_disputes
    assert not Adyen.capabilities.reads_disputes and not Adyen.capabilities.lists_disputes
