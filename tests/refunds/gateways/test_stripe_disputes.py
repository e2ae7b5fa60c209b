"""Every word Stripe can say of a dispute, what it means to us, and how an answer goes there once.

Each row and each call goes through the real SDK to a server that really answers.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, get_args, get_type_hints

import pytest
import stripe
from stripe.params import _dispute_modify_params as params

from customers.errors import NotFound
from disputes.categories import category_of
from refunds.gateways.dispute_types import (
    AnswerState,
    DisputeMovement,
    DisputeStage,
    DisputeState,
    EvidenceFile,
    EvidenceInstruction,
    MovementKind,
    Weight,
)
from refunds.gateways.errors import Unreachable
from refunds.gateways.stripe import GATEWAY as Stripe
from refunds.gateways.stripe import evidence
from refunds.gateways.stripe.disputes import OURS, STATES
from tests.refunds.gateways.answering_server import AnsweringServer, answering_server
from tests.specifications import specification
from tests.stripe_stand_in import StripeStandIn

S, Stage, Kind, A = DisputeState, DisputeStage, MovementKind, AnswerState
INVALID = "invalid_request_error"
DUE = 1_774_223_999

WORDS = [
    # status, case_type -> state, stage, may be answered, may be given in
    ("warning_needs_response", "inquiry", S.INQUIRY, Stage.INQUIRY, True, False),
    ("warning_under_review", "inquiry", S.INQUIRY_ANSWERED, Stage.INQUIRY, False, False),
    ("warning_closed", "inquiry", S.INQUIRY_CLOSED, Stage.INQUIRY, False, False),
    ("needs_response", "chargeback", S.NEEDS_RESPONSE, Stage.CHARGEBACK, True, True),
    ("needs_response", "inquiry", S.NEEDS_RESPONSE, Stage.CHARGEBACK, True, True),
    ("needs_response", "compliance", S.NEEDS_RESPONSE, Stage.CHARGEBACK, True, True),
    ("under_review", "chargeback", S.UNDER_REVIEW, Stage.CHARGEBACK, False, False),
    ("appeal_needs_response", "chargeback", S.NEEDS_RESPONSE, Stage.PRE_ARBITRATION, True, None),
    ("appeal_under_review", "chargeback", S.UNDER_REVIEW, Stage.PRE_ARBITRATION, False, False),
    ("won", "chargeback", S.WON, Stage.CHARGEBACK, False, False),
    ("lost", "chargeback", S.LOST, Stage.CHARGEBACK, False, False),
    ("lost", "inquiry", S.LOST, Stage.CHARGEBACK, False, False),
    ("prevented", "resolution", S.PREVENTED, Stage.CHARGEBACK, False, False),
    ("prevented", "block", S.PREVENTED, Stage.CHARGEBACK, False, False),
    ("prevented", "inquiry", S.PREVENTED, Stage.INQUIRY, False, False),
    ("full_moon", "chargeback", S.UNKNOWN, Stage.CHARGEBACK, False, False),
    ("full_moon", "inquiry", S.UNKNOWN, Stage.INQUIRY, False, False),
    ("WON", "chargeback", S.UNKNOWN, Stage.CHARGEBACK, False, False),
]

REASONS = [
    # Stripe's word -> our category
    ("bank_cannot_process", "general"),
    ("check_returned", "general"),
    ("credit_not_processed", "credit_not_processed"),
    ("customer_initiated", "general"),
    ("debit_not_authorized", "fraudulent"),
    ("duplicate", "duplicate"),
    ("fraudulent", "fraudulent"),
    ("general", "general"),
    ("incorrect_account_details", "general"),
    ("insufficient_funds", "general"),
    ("noncompliant", "noncompliant"),
    ("product_not_received", "product_not_received"),
    ("product_unacceptable", "product_unacceptable"),
    ("subscription_canceled", "subscription_canceled"),
    ("unrecognized", "unrecognized"),
    ("full_moon", "general"),
    ("", "general"),
]

NETWORKS = [
    # payment_method_details -> network, code
    ({"type": "card", "card": {"network": "visa", "brand": "visa", "network_reason_code": "10.4"}}, "visa", "10.4"),
    ({"type": "card", "card": {"brand": "mastercard", "network_reason_code": "4853"}}, "mastercard", "4853"),
    ({"type": "card", "card": {"brand": "amex", "network_reason_code": None}}, "amex", "R0"),
    ({"type": "paypal", "paypal": {"reason_code": "INR", "case_id": "PP-1"}}, "paypal", "INR"),
    ({"type": "klarna", "klarna": {"reason_code": "return"}}, "klarna", "return"),
    ({"type": "amazon_pay", "amazon_pay": {"dispute_type": "claim"}}, "amazon_pay", "claim"),
    ({"type": "sepa_debit"}, "sepa_debit", "R0"),
    (None, "", "R0"),
]

REFUSED_OR_NOT = [
    # HTTP status, type, code -> state, surely without effect
    (400, INVALID, None, A.REFUSED, False),
    (400, INVALID, "resource_missing", A.REFUSED, False),
    (404, INVALID, "resource_missing", A.REFUSED, False),
    (400, INVALID, "idempotency_key_in_use", A.UNKNOWN, False),
    (400, INVALID, "lock_timeout", A.UNKNOWN, True),
    (400, "idempotency_error", None, A.UNKNOWN, False),
    (401, INVALID, None, A.UNKNOWN, True),
    (403, INVALID, None, A.UNKNOWN, True),
    (409, INVALID, None, A.UNKNOWN, False),
    (429, INVALID, "rate_limit", A.UNKNOWN, True),
    (500, "api_error", None, A.UNKNOWN, False),
    (502, "api_error", None, A.UNKNOWN, False),
    (503, "api_error", None, A.UNKNOWN, False),
]


@pytest.fixture(scope="module")
def server() -> Iterator[AnsweringServer]:
    with answering_server() as server:
        yield server


@pytest.fixture(scope="module")
def gateway(server: AnsweringServer) -> Stripe:
    return Stripe("stripe", {"secret_key": "sk_test_1", "webhook_secrets": ["w"], "api_base": server.address})


def dispute(**fields: Any) -> dict[str, Any]:
    return {
        "object": "dispute", "id": "dp_1", "charge": "ch_1", "payment_intent": "pi_1", "amount": 5000,
        "currency": "eur", "created": 1_773_565_200, "reason": "fraudulent", "status": "needs_response",
        "network_reason_code": "R0", "is_charge_refundable": False, "balance_transactions": [],
        "evidence": {"customer_name": "Mila Novak"},
        "evidence_details": {"due_by": DUE, "has_evidence": False, "past_due": False, "submission_count": 0}, **fields,
    }  # fmt: skip


def entry(name: str, amount: int, fee: int = 0, *details: tuple[int, str], currency: str = "eur") -> dict[str, Any]:
    parts = [{"amount": part, "currency": currency, "description": words} for part, words in details]
    return {
        "id": name, "object": "balance_transaction", "amount": amount, "currency": currency, "fee": fee,
        "created": 1_773_565_200, "fee_details": parts,
    }  # fmt: skip


def file(kind: str, name: str = "receipt.pdf") -> EvidenceFile:
    return EvidenceFile(kind, name, "application/pdf", b"%PDF-1.7 of " + name.encode())


def instruction(name: str = "dp_1", **fields: Any) -> EvidenceInstruction:
    texts = {"product_description": "A desk lamp.\nIn brass – with a bulb.", "customer_name": "Mila Novák"}
    return EvidenceInstruction(**{"key": "DP-1-1-1", "dispute_reference": name, "payment_reference": "ch_1",
                                  "texts": texts, **fields})  # fmt: skip


@pytest.mark.parametrize(("status", "case_type", "state", "stage", "can_respond", "can_accept"), WORDS)
def test_a_dispute_in_this_status_means(
    server: AnsweringServer,
    gateway: Stripe,
    status: str,
    case_type: str,
    state: DisputeState,
    stage: DisputeStage,
    can_respond: bool,
    can_accept: bool | None,
) -> None:
    card = {"brand": "visa", "network": "visa", "case_type": case_type, "network_reason_code": "10.4"}
    server.says(200, dispute(status=status, payment_method_details={"type": "card", "card": card}))

    record = gateway.read_dispute("dp_1")

    assert (record.state, record.stage, record.word) == (state, stage, status)
    assert (record.can_respond, record.can_accept) == (can_respond, can_accept)
    assert record.respond_by == (datetime.fromtimestamp(DUE, UTC) if can_respond else None)
    assert (record.gateway_reference, record.amount_minor, record.currency) == ("dp_1", 5000, "EUR")
    assert record.payment_references == ("ch_1", "pi_1")
    assert record.opened_at == datetime.fromtimestamp(1_773_565_200, UTC)
    assert "evidence" not in record.raw


@pytest.mark.parametrize(("reason", "category"), REASONS)
def test_a_reason_of_stripe_is_of_this_category(
    server: AnsweringServer, gateway: Stripe, reason: str, category: str
) -> None:
    server.says(200, dispute(reason=reason))
    record = gateway.read_dispute("dp_1")
    assert record.reason == reason
    assert category_of(record.reason, "") == category


@pytest.mark.parametrize(("details", "network", "code"), NETWORKS)
def test_the_network_and_its_code_are_read_from_where_the_method_has_them(
    server: AnsweringServer, gateway: Stripe, details: dict | None, network: str, code: str
) -> None:
    server.says(200, dispute(payment_method_details=details))
    record = gateway.read_dispute("dp_1")
    assert (record.network, record.network_code) == (network, code)


def test_every_word_of_the_sdk_is_tried_here() -> None:
    known = {word for part in get_args(stripe.Dispute.__annotations__["status"]) for word in get_args(part)}
    assert known == set(STATES)
    assert known <= {row[0] for row in WORDS}
    assert set(OURS) <= known
    (sentence,) = re.findall(
        r"Reason given by cardholder for dispute\.(.*?)Learn more", inspect.getsource(stripe.Dispute)
    )
    assert set(re.findall(r"`(\w+)`", sentence)) == {word for word, _ in REASONS} - {"full_moon", ""}


@pytest.mark.parametrize("due_by", [0, None])
def test_a_case_that_cannot_be_answered_has_no_deadline(
    server: AnsweringServer, gateway: Stripe, due_by: int | None
) -> None:
    server.says(200, dispute(evidence_details={"due_by": due_by, "submission_count": 0}))
    record = gateway.read_dispute("dp_1")
    assert (record.respond_by, record.can_respond) == (None, False)


@pytest.mark.parametrize(
    ("details", "answers"),
    [
        ({"submission_count": 0, "has_evidence": False}, 0),
        ({"submission_count": 0, "has_evidence": True}, 0),  # a draft in the console
        ({"submission_count": 1, "has_evidence": True}, 1),
        ({"submission_count": 2, "has_evidence": True}, 2),
        ({"has_evidence": True}, 1),
        ({}, 0),
    ],
)
def test_what_was_handed_in_is_counted(
    server: AnsweringServer, gateway: Stripe, details: dict[str, Any], answers: int
) -> None:
    server.says(200, dispute(evidence_details=details))
    assert gateway.read_dispute("dp_1").answers == answers


def test_a_lost_appeal_is_known_by_the_answer_to_it(server: AnsweringServer, gateway: Stripe) -> None:
    server.says(200, dispute(status="lost", evidence={"appeal": {"card": {"reason_for_filing": "No."}}}))
    assert gateway.read_dispute("dp_1").stage == Stage.PRE_ARBITRATION
    server.says(200, dispute(status="lost", evidence={"appeal": None}))
    assert gateway.read_dispute("dp_1").stage == Stage.CHARGEBACK


MONEY = [
    # balance transactions -> movements: id, kind, minor units, currency
    ([], []),
    ([entry("t1", -5000, 2000, (2000, "Dispute fee"))],
     [("t1", Kind.WITHDRAWN, 5000, "EUR"), ("t1/fee", Kind.FEE, 2000, "EUR")]),
    ([entry("t1", -5000), entry("t2", 5000)],
     [("t1", Kind.WITHDRAWN, 5000, "EUR"), ("t2", Kind.REINSTATED, 5000, "EUR")]),
    ([entry("t1", -5000), entry("t2", 1200)],
     [("t1", Kind.WITHDRAWN, 5000, "EUR"), ("t2", Kind.REINSTATED, 1200, "EUR")]),
    ([entry("t1", 0, 2000, (2000, "Dispute countered fee"))], [("t1/fee", Kind.COUNTER_FEE, 2000, "EUR")]),
    ([entry("t1", 5000, -2000, (-2000, "Dispute countered fee"))],
     [("t1", Kind.REINSTATED, 5000, "EUR"), ("t1/fee", Kind.FEE_RETURNED, 2000, "EUR")]),
    ([entry("t1", -5000, 2300, (2000, "Dispute fee"), (300, "VAT"))],
     [("t1", Kind.WITHDRAWN, 5000, "EUR"), ("t1/fee", Kind.FEE, 2000, "EUR"), ("t1/fee/2", Kind.FEE, 300, "EUR")]),
    ([entry("t1", -5000, 2000, (900, "Dispute fee"))],
     [("t1", Kind.WITHDRAWN, 5000, "EUR"), ("t1/fee", Kind.FEE, 2000, "EUR")]),
    ([entry("t1", -7000, 1500, currency="usd")],
     [("t1", Kind.WITHDRAWN, 7000, "USD"), ("t1/fee", Kind.FEE, 1500, "USD")]),
    ([entry("t1", -600, 200, currency="isk")], [("t1", Kind.WITHDRAWN, 6, "ISK"), ("t1/fee", Kind.FEE, 2, "ISK")]),
    ([entry("t1", -600, 200, currency="jpy")], [("t1", Kind.WITHDRAWN, 600, "JPY"), ("t1/fee", Kind.FEE, 200, "JPY")]),
]  # fmt: skip


@pytest.mark.parametrize(("entries", "moves"), MONEY)
def test_the_money_of_a_dispute_is_read_to_the_cent(
    server: AnsweringServer, gateway: Stripe, entries: list[dict[str, Any]], moves: list[tuple[Any, ...]]
) -> None:
    server.says(200, dispute(balance_transactions=entries))
    at = datetime.fromtimestamp(1_773_565_200, UTC)
    assert list(gateway.read_dispute("dp_1").movements) == [DisputeMovement(*move, at) for move in moves]


@pytest.mark.parametrize(
    "wrong",
    [{"amount": "much"}, {"amount": None}, {"currency": None}, {"id": 7}, {"created": "today"}, {"object": "charge"},
     {"currency": "isk", "amount": 1}, {"balance_transactions": [{"id": "t1"}]}, {"evidence_details": 7}],
)  # fmt: skip
def test_a_record_that_makes_no_sense_is_none(server: AnsweringServer, gateway: Stripe, wrong: dict[str, Any]) -> None:
    server.says(200, dispute(**wrong))
    with pytest.raises(Unreachable):
        gateway.read_dispute("dp_1")


def test_a_dispute_that_stripe_surely_does_not_have_is_not_found_and_any_other_silence_is_not_that(
    server: AnsweringServer, gateway: Stripe
) -> None:
    server.says(404, {"error": {"type": INVALID, "code": "resource_missing", "message": "No such dispute"}})
    with pytest.raises(NotFound, match="dp_1"):
        gateway.read_dispute("dp_1")
    for status in (401, 403, 404, 429, 500, 503):
        server.says(status, {"error": {"type": INVALID, "message": "No."}})
        with pytest.raises(Unreachable):
            gateway.read_dispute("dp_1")


def test_the_example_dispute_of_stripe_is_an_open_inquiry() -> None:
    example = dict(specification("stripe_fixtures3.json")["resources"]["dispute"])
    with answering_server() as server:
        server.says(200, example)
        record = Stripe("stripe", {"secret_key": "sk_test_1", "api_base": server.address}).read_dispute(example["id"])
    typed = stripe.Dispute.construct_from(example, "sk_test_1")
    assert (record.state, record.stage) == (S.INQUIRY, Stage.INQUIRY)
    assert (record.amount_minor, record.currency, record.network_code) == (typed.amount, "USD", "10.4")
    assert record.respond_by == datetime.fromtimestamp(typed.evidence_details.due_by or 0, UTC)
    assert record.is_refundable is typed.is_charge_refundable


def test_disputes_are_listed_by_the_day_they_were_opened(stripe_disputes: StripeStandIn) -> None:
    now = int(datetime.now(UTC).timestamp())
    names = [stripe_disputes.dispute(f"ch_{days}", created=now - days * 86_400) for days in (0, 2, 40)]
    moment = datetime.now(UTC) + timedelta(minutes=1)

    def pulled(days: int) -> list[str]:
        listed = stripe_disputes.gateway().pull_disputes(moment - timedelta(days=days), moment)
        return [record.gateway_reference for record in listed]

    assert (pulled(1), pulled(30), pulled(60)) == (names[:1], names[:2], names)


# What Stripe asks for


def test_what_a_compelling_evidence_still_lacks_is_asked_for_in_words(server: AnsweringServer, gateway: Stripe) -> None:
    actions = [*evidence.LABELS, "missing_the_moon"]
    said = {evidence.CE3: {"status": "requires_action", "required_actions": actions}}
    server.says(200, dispute(evidence_details={"due_by": DUE, "enhanced_eligibility": said}))
    wanted = gateway.evidence_wanted("dp_1")
    assert [one.code for one in wanted] == actions
    assert {one.defence for one in wanted} == {evidence.CE3}
    assert all(one.label and not one.is_there for one in wanted)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ({}, []),
        ({evidence.CE3: {"status": "not_qualified", "required_actions": []}}, []),
        ({evidence.CE3: {"status": "qualified", "required_actions": []}}, [(evidence.CE3, Weight.ALTERNATIVE, True)]),
        ({"visa_compliance": {"status": "requires_fee_acknowledgement"}},
         [("visa_compliance.fee_acknowledged", Weight.REQUIRED, False)]),
        ({"visa_compliance": {"status": "fee_acknowledged"}},
         [("visa_compliance.fee_acknowledged", Weight.REQUIRED, True)]),
        ({"mastercard_compliance": {"status": "requires_fee_acknowledgement"}},
         [("mastercard_compliance.fee_acknowledged", Weight.REQUIRED, False)]),
    ],
)  # fmt: skip
def test_stripe_asks_for(server: AnsweringServer, gateway: Stripe, said: dict, wanted: list[tuple]) -> None:
    server.says(200, dispute(evidence_details={"due_by": DUE, "enhanced_eligibility": said}))
    assert [(one.code, one.weight, one.is_there) for one in gateway.evidence_wanted("dp_1")] == wanted


def test_an_appeal_wants_its_reason(server: AnsweringServer, gateway: Stripe) -> None:
    server.says(200, dispute(status="appeal_needs_response"))
    (wanted,) = gateway.evidence_wanted("dp_1")
    assert (wanted.code, wanted.defence, wanted.weight) == ("uncategorized_text", "appeal", Weight.REQUIRED)


def test_the_fields_are_those_of_the_sdk() -> None:
    fields = get_type_hints(params.DisputeModifyParamsEvidence)
    assert {*evidence.TEXT_FIELDS, *evidence.FILE_KINDS} == fields.keys() - {"appeal", "enhanced_evidence"}
    prefix = "DisputeModifyParamsEvidenceEnhancedEvidenceVisaCompellingEvidence3"
    for place, kind in (("disputed_transaction", "DisputedTransaction"),
                        ("prior_undisputed_transactions.1", "PriorUndisputedTransaction")):  # fmt: skip
        mine = {name.removeprefix(f"{evidence.CE3}.{place}.").partition(".")[0] for name in evidence.ENHANCED_FIELDS
                if name.startswith(f"{evidence.CE3}.{place}.")}  # fmt: skip
        assert mine == get_type_hints(getattr(params, prefix + kind)).keys()


def test_the_budget_is_what_stripe_writes(gateway: Stripe) -> None:
    budget = gateway.evidence_budget()
    assert (budget.characters_per_field, budget.characters, budget.bytes_together) == (20_000, 150_000, 4_500_000)
    assert (budget.pages, budget.pages_by_network["mastercard"], budget.one_file_per_kind) == (49, 19, True)


# Answering


def test_the_files_go_first_and_then_everything_is_handed_in_once(stripe_disputes: StripeStandIn) -> None:
    name = stripe_disputes.dispute("ch_1")
    files = [file("receipt"), file("shipping_documentation", 'Böse "Datei".pdf')]

    answered = stripe_disputes.gateway().answer_dispute(instruction(name, files=files))

    assert answered.state is A.TAKEN
    assert answered.record is not None
    assert (answered.record.state, answered.record.answers) == (S.UNDER_REVIEW, 1)
    ((_, fields),) = stripe_disputes.submissions
    assert fields.pop("submit") == "true"
    assert set(stripe_disputes.files) == {
        fields.pop("evidence[receipt]"),
        fields.pop("evidence[shipping_documentation]"),
    }
    assert {one["purpose"] for one in stripe_disputes.files.values()} == {"dispute_evidence"}
    assert sorted(one["size"] for one in stripe_disputes.files.values()) == sorted(len(one.content) for one in files)
    assert fields == {
        "evidence[product_description]": "A desk lamp.\nIn brass – with a bulb.",
        "evidence[customer_name]": "Mila Novák",
    }
    assert sorted(stripe_disputes.by_key) == ["DP-1-1-1", "DP-1-1-1-file-1", "DP-1-1-1-file-2"]


def test_a_lost_reply_is_no_refusal_and_the_same_answer_again_is_the_same(stripe_disputes: StripeStandIn) -> None:
    name, gateway = stripe_disputes.dispute("ch_1"), stripe_disputes.gateway()
    stripe_disputes.loses_answers = True
    answered = gateway.answer_dispute(instruction(name, files=[file("receipt")]))
    assert (answered.state, answered.never_sent) == (A.UNKNOWN, False)
    assert gateway.read_dispute(name).answers == 1

    stripe_disputes.loses_answers = False
    assert gateway.answer_dispute(instruction(name, files=[file("receipt")])).state is A.TAKEN
    assert len(stripe_disputes.submissions) == len(stripe_disputes.files) == 1


def test_a_second_answer_is_refused(stripe_disputes: StripeStandIn) -> None:
    name, gateway = stripe_disputes.dispute("ch_1"), stripe_disputes.gateway()
    assert gateway.answer_dispute(instruction(name)).state is A.TAKEN
    answered = gateway.answer_dispute(instruction(name, key="DP-1-1-2"))
    assert answered.state is A.REFUSED
    assert "already" in answered.message
    assert len(stripe_disputes.submissions) == 1


@pytest.mark.parametrize(("words", "state"), [("winning_evidence", S.WON), ("losing_evidence", S.LOST)])
def test_stripes_words_for_tests_decide_the_case(
    stripe_disputes: StripeStandIn, words: str, state: DisputeState
) -> None:
    name, gateway = stripe_disputes.dispute("ch_1"), stripe_disputes.gateway()
    answered = gateway.answer_dispute(instruction(name, texts={"uncategorized_text": words}))
    assert answered.record is not None
    assert answered.record.state is state
    assert gateway.read_dispute(name).state is state


def test_two_files_of_a_kind_are_told_before_anything_is_sent(stripe_disputes: StripeStandIn) -> None:
    name = stripe_disputes.dispute("ch_1")
    files = [file("photo", "one.pdf"), file("uncategorized_file", "two.pdf")]
    answered = stripe_disputes.gateway().answer_dispute(instruction(name, files=files))
    assert (answered.state, answered.code, answered.never_sent) == (A.REFUSED, "too_many_files", True)
    assert "two.pdf" in answered.message
    assert not stripe_disputes.files


def test_nothing_is_lost_that_stripe_has_no_field_for(stripe_disputes: StripeStandIn) -> None:
    name = stripe_disputes.dispute("ch_1")
    texts = {"serial_number": "LAMP-77", "uncategorized_text": "She wrote on the 3rd.", "customer_name": ""}
    stripe_disputes.gateway().answer_dispute(instruction(name, texts=texts, files=[file("photo")]))
    ((_, fields),) = stripe_disputes.submissions
    assert fields["evidence[uncategorized_text]"] == "She wrote on the 3rd.\n\nserial_number: LAMP-77"
    assert fields["evidence[uncategorized_file]"] in stripe_disputes.files
    assert "evidence[customer_name]" not in fields


def test_what_the_network_wants_to_know_goes_to_its_place(stripe_disputes: StripeStandIn) -> None:
    name = stripe_disputes.dispute("ch_1")
    texts = {
        f"{evidence.CE3}.prior_undisputed_transactions.1.charge": "ch_0",
        f"{evidence.CE3}.disputed_transaction.shipping_address.line1": "Am Kai 1",
        "visa_compliance.fee_acknowledged": "true",
    }
    stripe_disputes.gateway().answer_dispute(instruction(name, texts=texts))
    ((_, fields),) = stripe_disputes.submissions
    inside = "evidence[enhanced_evidence]"
    assert fields == {
        f"{inside}[visa_compelling_evidence_3][prior_undisputed_transactions][1][charge]": "ch_0",
        f"{inside}[visa_compelling_evidence_3][disputed_transaction][shipping_address][line1]": "Am Kai 1",
        f"{inside}[visa_compliance][fee_acknowledged]": "true",
        "submit": "true",
    }


def test_an_appeal_is_answered_as_one(stripe_disputes: StripeStandIn) -> None:
    name, gateway = stripe_disputes.dispute("ch_1"), stripe_disputes.gateway()
    stripe_disputes.becomes(name, "appeal_needs_response")
    texts = {"uncategorized_text": "It was delivered.", "shipping_tracking_number": "77"}
    answered = gateway.answer_dispute(instruction(name, texts=texts, files=[file("receipt"), file("receipt")][:1]))
    assert answered.record is not None
    assert (answered.record.state, answered.record.stage) == (S.UNDER_REVIEW, Stage.PRE_ARBITRATION)
    ((_, fields),) = stripe_disputes.submissions
    assert fields["evidence[appeal][card][reason_for_filing]"] == "It was delivered.\n\nshipping_tracking_number: 77"
    assert fields["evidence[appeal][card][supporting_files][0]"] in stripe_disputes.files


def test_giving_in_loses_the_case_once(stripe_disputes: StripeStandIn) -> None:
    name, gateway = stripe_disputes.dispute("ch_1"), stripe_disputes.gateway()
    for _ in range(2):
        answered = gateway.accept_dispute(name, "DP-1-1-1")
        assert answered.state is A.TAKEN
        assert answered.record is not None
        assert answered.record.state is S.LOST
    assert gateway.accept_dispute(name, "DP-1-1-2").state is A.REFUSED
    assert (
        gateway.accept_dispute("dp_of_nobody", "DP-1-1-3").message
        == "Stripe does not know this dispute in this account."
    )


@pytest.mark.parametrize(("status", "kind", "code", "state", "never_sent"), REFUSED_OR_NOT)
def test_an_error_to_the_call_that_counts_means(
    server: AnsweringServer,
    gateway: Stripe,
    status: int,
    kind: str,
    code: str | None,
    state: AnswerState,
    never_sent: bool,
) -> None:
    said = {"error": {"type": kind, "code": code, "message": "Stripe's words."}}
    server.by_path = {"/v1/files": (200, b'{"object": "file", "id": "file_1"}')}
    server.answers = lambda asked: (200, json.dumps(dispute()).encode()) if asked.method == "GET" else (
        server.by_path.get(asked.path) or (status, json.dumps(said).encode()))  # fmt: skip
    try:
        answers = [gateway.answer_dispute(instruction(files=[file("receipt")])), gateway.accept_dispute("dp_1", "key")]
    finally:
        server.answers, server.by_path = None, {}
    for answered in answers:
        assert (answered.state, answered.never_sent) == (state, never_sent)
        assert answered.message


@pytest.mark.parametrize("broken", ["read", "upload"])
@pytest.mark.parametrize("status", [401, 409, 429, 500, 503])
def test_trouble_before_the_call_that_counts_leaves_the_case_untouched(
    stripe_disputes: StripeStandIn, broken: str, status: int
) -> None:
    name = stripe_disputes.dispute("ch_1")
    say = stripe_disputes.say
    breaks = ("GET", f"/v1/disputes/{name}") if broken == "read" else ("POST", "/v1/files")
    stripe_disputes.say = lambda asked: ((status, {"error": {"type": "api_error", "message": "Not now."}})
                                         if (asked.method, asked.path) == breaks else say(asked))  # fmt: skip
    answered = stripe_disputes.gateway().answer_dispute(instruction(name, files=[file("receipt")]))
    assert (answered.state, answered.never_sent) == (A.UNKNOWN, True)
    assert not stripe_disputes.submissions


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{}", b"{", b"<html>", b'{"object": "charge", "id": "ch_1"}',
                                  b'{"object": "dispute", "id": "dp_1"}'])  # fmt: skip
def test_an_answer_that_is_not_stripes_proves_nothing(server: AnsweringServer, gateway: Stripe, body: bytes) -> None:
    server.says(200, body)
    assert gateway.accept_dispute("dp_1", "key").state is A.UNKNOWN
    assert gateway.accept_dispute("dp_1", "key").never_sent is False


@pytest.mark.parametrize(("what", "never_sent"), [("hangs", False), ("drops", False), ("closed", True)])
def test_a_line_that_does_this_means(what: str, never_sent: bool) -> None:
    with answering_server() as server:
        gateway = Stripe("stripe", {"secret_key": "sk_test_1", "api_base": server.address, "read_seconds": 0.2})
        server.hangs, server.drops = what == "hangs", what == "drops"
        if what == "closed":
            server.close()
        answered = gateway.accept_dispute("dp_1", "key")
        assert (answered.state, answered.never_sent) == (A.UNKNOWN, never_sent)
