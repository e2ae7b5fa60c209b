"""Disputes at the sandbox: its owner opens and ends them, answers count once, and every cent of it is in its books."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from customers.errors import NotFound
from refunds.gateways.dispute_types import (
    AnswerState,
    DisputeRecord,
    DisputeStage,
    DisputeState,
    EvidenceFile,
    EvidenceInstruction,
)
from refunds.gateways.errors import GatewayError, Unreachable
from refunds.gateways.sandbox import Sandbox
from refunds.gateways.sandbox.behaviour import Announcing
from refunds.gateways.sandbox.disputes import REFUSALS
from refunds.gateways.types import OutcomeState, SettlementKind, Topic
from tests.refunds.gateways.conftest import Clock, SandboxFactory, prepared

S, Stage, A = DisputeState, DisputeStage, AnswerState

_keys = count(1)


def evidence(reference: str, text: str = "It was delivered.", **fields: Any) -> EvidenceInstruction:
    given = {"key": f"DP-{next(_keys)}", "dispute_reference": reference, "payment_reference": "pay_mila",
             "texts": {"uncategorized_text": text}}  # fmt: skip
    return EvidenceInstruction(**{**given, **fields})


def money(record: DisputeRecord) -> list[tuple[str, int]]:
    return [(move.kind.value, move.amount_minor) for move in record.movements]


def answers_kept(sandbox: Sandbox) -> list[tuple[str, str]]:
    return [(row["kind"], row["stage"]) for row in sandbox.console.dump()["dispute_answer"]]


def test_a_chargeback_takes_its_money_and_the_fee_and_leaves_two_weeks(sandbox: Sandbox, clock: Clock) -> None:
    reference = sandbox.console.disputes.open("pay_mila", network_code="10.4", reason="fraudulent")

    record = sandbox.read_dispute(reference)

    assert (record.state, record.stage, record.word) == (S.NEEDS_RESPONSE, Stage.CHARGEBACK, "needs_response")
    assert (record.amount_minor, record.currency, record.payment_references) == (5000, "EUR", ("pay_mila",))
    assert (record.reason, record.network, record.network_code) == ("fraudulent", "visa", "10.4")
    assert record.respond_by == clock() + timedelta(days=14)
    assert (record.can_respond, record.can_accept, record.is_refundable) == (True, True, False)
    assert money(record) == [("withdrawn", 5000), ("fee", 2000)]


def test_an_inquiry_takes_nothing_until_it_is_escalated(sandbox: Sandbox) -> None:
    reference = sandbox.console.disputes.open("pay_mila", 1500, is_inquiry=True)
    record = sandbox.read_dispute(reference)
    assert (record.state, record.stage, record.can_accept) == (S.INQUIRY, Stage.INQUIRY, False)
    assert (record.is_refundable, money(record)) == (True, [])

    sandbox.console.disputes.escalate(reference)
    record = sandbox.read_dispute(reference)
    assert (record.state, record.stage, record.is_refundable) == (S.NEEDS_RESPONSE, Stage.CHARGEBACK, False)
    assert money(record) == [("withdrawn", 1500), ("fee", 2000)]


ENDINGS = [
    # what the owner does -> state, what stands as taken in the end
    ("win", S.WON, 0),
    ("lose", S.LOST, 5000),
    ("withdraw", S.WITHDRAWN, 0),
    ("prevent", S.PREVENTED, 5000),
    ("expire", S.EXPIRED, 5000),
]


@pytest.mark.parametrize(("act", "state", "taken"), ENDINGS)
def test_a_case_ends_in_every_way(sandbox: Sandbox, act: str, state: DisputeState, taken: int) -> None:
    reference = sandbox.console.disputes.open("pay_mila")
    getattr(sandbox.console.disputes, act)(reference)
    record = sandbox.read_dispute(reference)
    assert (record.state, record.respond_by, record.can_respond) == (state, None, False)
    sums = dict.fromkeys(("withdrawn", "reinstated"), 0)
    for kind, amount in money(record):
        sums[kind] = sums.get(kind, 0) + amount
    assert sums["withdrawn"] - sums["reinstated"] == taken


def test_a_part_comes_back_from_a_lost_case_and_the_rest_with_a_late_win(sandbox: Sandbox) -> None:
    reference = sandbox.console.disputes.open("pay_mila", fee_minor=0)
    sandbox.console.disputes.lose(reference, "The parcel was late.", reinstated_minor=1200)
    record = sandbox.read_dispute(reference)
    assert (record.state, record.outcome_words) == (S.LOST, "The parcel was late.")
    assert money(record) == [("withdrawn", 5000), ("reinstated", 1200)]

    sandbox.console.disputes.win(reference)
    assert money(sandbox.read_dispute(reference)) == [("withdrawn", 5000), ("reinstated", 1200), ("reinstated", 3800)]


def test_a_second_stage_takes_the_money_again_and_wants_a_new_answer(sandbox: Sandbox) -> None:
    reference = sandbox.console.disputes.open("pay_mila", fee_minor=0)
    sandbox.answer_dispute(evidence(reference))
    sandbox.console.disputes.win(reference)
    sandbox.console.disputes.raise_stage(reference)
    record = sandbox.read_dispute(reference)
    assert (record.state, record.stage, record.answers) == (S.NEEDS_RESPONSE, Stage.PRE_ARBITRATION, 1)
    assert money(record) == [("withdrawn", 5000), ("reinstated", 5000), ("withdrawn", 5000)]
    assert sandbox.answer_dispute(evidence(reference)).state is A.TAKEN
    assert answers_kept(sandbox) == [("evidence", "chargeback"), ("evidence", "pre_arbitration")]


def test_a_chargeback_that_nobody_answers_expires_on_its_day(sandbox: Sandbox, clock: Clock) -> None:
    reference = sandbox.console.disputes.open("pay_mila", respond_by=clock() + timedelta(days=2))
    clock.let_pass(2 * 86_400 - 1)
    assert sandbox.read_dispute(reference).state == S.NEEDS_RESPONSE
    clock.let_pass(1)
    assert sandbox.read_dispute(reference).state == S.EXPIRED
    assert sandbox.answer_dispute(evidence(reference)).code == "not_answerable"


DECISIONS = [
    # word in the evidence, an inquiry -> how it ends
    ("winning_evidence", False, S.WON),
    ("losing_evidence", False, S.LOST),
    ("escalate_inquiry_evidence", False, S.UNDER_REVIEW),
    ("winning_evidence", True, S.INQUIRY_CLOSED),
    ("losing_evidence", True, S.INQUIRY_CLOSED),
    ("escalate_inquiry_evidence", True, S.NEEDS_RESPONSE),
    ("It was delivered.", True, S.INQUIRY_ANSWERED),
    ("It was delivered.", False, S.UNDER_REVIEW),
]


@pytest.mark.parametrize(("word", "is_inquiry", "state"), DECISIONS)
def test_words_for_tests_decide_a_case_after_a_while(
    sandbox: Sandbox, clock: Clock, word: str, is_inquiry: bool, state: DisputeState
) -> None:
    reference = sandbox.console.disputes.open("pay_mila", is_inquiry=is_inquiry)
    answered = sandbox.answer_dispute(evidence(reference, f"Here is {word} for you."))
    assert answered.record is not None
    assert answered.record.state == (S.INQUIRY_ANSWERED if is_inquiry else S.UNDER_REVIEW)
    assert answered.record.respond_by is None
    clock.let_pass(30)
    assert sandbox.read_dispute(reference).state == state


def test_the_fee_for_answering_comes_back_with_a_win_and_only_then(sandbox: Sandbox) -> None:
    for act, end in (("win", [("fee_returned", 1500)]), ("lose", [])):
        reference = sandbox.console.disputes.open("pay_mila", 1000, fee_minor=2000, counter_fee_minor=1500)
        sandbox.answer_dispute(evidence(reference))
        getattr(sandbox.console.disputes, act)(reference)
        moves = money(sandbox.read_dispute(reference))
        assert moves[:3] == [("withdrawn", 1000), ("fee", 2000), ("counter_fee", 1500)]
        assert [move for move in moves[3:] if move[0] == "fee_returned"] == end


def test_giving_in_leaves_the_money_where_it_is(sandbox: Sandbox) -> None:
    reference = sandbox.console.disputes.open("pay_mila")
    for _ in range(2):
        answered = sandbox.accept_dispute(reference, "DP-accept")
        assert answered.state is A.TAKEN
        assert answered.record is not None
        assert answered.record.state is S.ACCEPTED
    assert answers_kept(sandbox) == [("acceptance", "chargeback")]
    assert sandbox.accept_dispute(reference, "DP-accept-2").code == "not_answerable"


# An answer counts once, whatever happens on the way


MISBEHAVIOURS = [
    # behaviour -> state, surely without effect, whether it was handed in
    ("succeed_then_silence", A.UNKNOWN, False, True),
    ("error_after", A.UNKNOWN, False, True),
    ("error_before", A.UNKNOWN, False, False),
    ("reset_before", A.UNKNOWN, False, False),
    ("rate_limited", A.UNKNOWN, True, False),
    ("refused", A.UNKNOWN, True, False),
    ("decline", A.REFUSED, False, False),
    ("accept", A.TAKEN, False, True),
    ("pending", A.TAKEN, False, True),
]


@pytest.mark.parametrize(("behaviour", "state", "never_sent", "is_there"), MISBEHAVIOURS)
def test_it_misbehaves_when_it_is_told_to(
    sandbox: Sandbox, behaviour: str, state: AnswerState, never_sent: bool, is_there: bool
) -> None:
    reference = sandbox.console.disputes.open("pay_mila")
    sandbox.console.script("pay_mila", [behaviour], asks="answer")
    instruction = evidence(reference)

    answered = sandbox.answer_dispute(instruction)

    assert (answered.state, answered.never_sent) == (state, never_sent)
    assert answered.message or state is A.TAKEN
    assert len(answers_kept(sandbox)) == sandbox.read_dispute(reference).answers == int(is_there)
    again = sandbox.answer_dispute(instruction)
    assert again.state is (A.REFUSED if behaviour == "decline" else A.TAKEN)
    assert len(answers_kept(sandbox)) == int(behaviour != "decline")


def test_a_second_answer_is_refused_and_the_same_key_takes_no_other_words(sandbox: Sandbox) -> None:
    reference = sandbox.console.disputes.open("pay_mila")
    first = evidence(reference)
    assert sandbox.answer_dispute(first).state is A.TAKEN
    second = sandbox.answer_dispute(evidence(reference))
    assert (second.state, second.code) == (A.REFUSED, "not_answerable")
    other = sandbox.answer_dispute(evidence(reference, "Something else.", key=first.key))
    assert (other.state, other.code) == (A.UNKNOWN, "idempotency_mismatch")
    assert len(answers_kept(sandbox)) == 1


@pytest.mark.parametrize(
    "too_much",
    [
        {"texts": {"uncategorized_text": "x" * 20_001}},
        {"texts": {f"field_{n}": "x" * 19_000 for n in range(8)}},
        {"files": [EvidenceFile("receipt", "a.pdf", "application/pdf", bytes(4_500_001))]},
        {"files": [EvidenceFile("receipt", f"{n}.pdf", "application/pdf", b"%PDF") for n in range(2)]},
    ],
)
def test_more_than_its_budget_is_refused(sandbox: Sandbox, too_much: dict[str, Any]) -> None:
    reference = sandbox.console.disputes.open("pay_mila")
    answered = sandbox.answer_dispute(evidence(reference, **too_much))
    assert (answered.state, answered.code) == (A.REFUSED, "evidence_too_large")
    assert sandbox.read_dispute(reference).answers == 0


def test_it_keeps_what_a_file_was(sandbox: Sandbox) -> None:
    reference = sandbox.console.disputes.open("pay_mila")
    file = EvidenceFile("receipt", "receipt.pdf", "application/pdf", b"%PDF-1.7")
    sandbox.answer_dispute(evidence(reference, files=[file]))
    (row,) = sandbox.console.dump()["dispute_answer"]
    assert row["texts"] == {"uncategorized_text": "It was delivered."}
    (kept,) = row["files"]
    assert (kept["kind"], kept["name"], kept["bytes"], len(kept["sha256"])) == ("receipt", "receipt.pdf", 8, 64)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"dispute": 7, "kind": "evidence", "texts": {}, "files": []}',
                                  b'{"dispute": "d", "kind": "bribe", "texts": {}, "files": []}'])  # fmt: skip
def test_what_cannot_be_understood_is_refused(sandbox: Sandbox, body: bytes) -> None:
    answered = sandbox._reply("key", body)
    assert (answered.state, answered.code) == (A.REFUSED, "invalid_request")


def test_every_refusal_has_a_sentence(sandbox: Sandbox) -> None:
    assert all(str(sentence).endswith(".") for sentence in REFUSALS.values())
    assert sandbox.accept_dispute("sbd_of_nobody", "key").code == "dispute_not_found"


# Reading and listing


def test_a_dispute_that_it_does_not_have_is_not_found_and_silence_is_not_that(sandbox: Sandbox) -> None:
    with pytest.raises(NotFound):
        sandbox.read_dispute("sbd_of_nobody")
    reference = sandbox.console.disputes.open("pay_mila")
    sandbox.console.script("pay_mila", ["error_before", "reset_before", "rate_limited"], asks="read_dispute")
    for _ in range(3):
        with pytest.raises(Unreachable):
            sandbox.read_dispute(reference)
    assert sandbox.read_dispute(reference).state is S.NEEDS_RESPONSE


def test_a_word_that_nobody_knows_is_unknown(sandbox: Sandbox) -> None:
    reference = sandbox.console.disputes.open("pay_mila")
    sandbox.console.disputes.call_it(reference, "full_moon")
    record = sandbox.read_dispute(reference)
    assert (record.state, record.word) == (S.UNKNOWN, "full_moon")


def test_disputes_are_listed_by_when_they_changed(sandbox: Sandbox, clock: Clock) -> None:
    start = clock()
    first = sandbox.console.disputes.open("pay_mila", 1000)
    clock.let_pass(3600)
    second = sandbox.console.disputes.open("pay_mila", 1000)

    def listed(since: int, until: int) -> list[str]:
        span = start + timedelta(seconds=since), start + timedelta(seconds=until)
        return [record.gateway_reference for record in sandbox.pull_disputes(*span)]

    assert (listed(0, 3600), listed(3600, 7200), listed(0, 7200)) == ([first], [second], [first, second])
    clock.let_pass(3600)
    sandbox.console.disputes.win(first)
    assert listed(7200, 9000) == [first]


def test_its_settlement_tells_every_movement_of_a_dispute(sandbox: Sandbox, clock: Clock) -> None:
    start = clock()
    reference = sandbox.console.disputes.open("pay_mila", counter_fee_minor=1500)
    sandbox.answer_dispute(evidence(reference))
    sandbox.console.disputes.win(reference)
    lines = [line for line in sandbox.pull_settlement(start, start + timedelta(days=1))
             if line.gateway_reference == reference]  # fmt: skip
    assert [(line.kind, line.amount_minor) for line in lines] == [
        (SettlementKind.DISPUTE, -5000),
        (SettlementKind.FEE, -2000),
        (SettlementKind.FEE, -1500),
        (SettlementKind.DISPUTE_REVERSAL, 5000),
        (SettlementKind.FEE, 1500),
    ]


def test_only_payments_that_it_knows_can_be_disputed(sandbox: Sandbox) -> None:
    with pytest.raises(GatewayError):
        sandbox.console.disputes.open("pay_of_nobody")
    with pytest.raises(GatewayError):
        sandbox.console.disputes.win("sbd_of_nobody")


# Refunds beside disputes


@pytest.mark.parametrize(
    ("acts", "state"),
    [
        ([], OutcomeState.FAILED),
        (["lose"], OutcomeState.FAILED),
        (["expire"], OutcomeState.FAILED),
        (["win"], OutcomeState.SUCCEEDED),
        (["withdraw"], OutcomeState.SUCCEEDED),
    ],
)
def test_a_payment_whose_money_a_dispute_took_is_not_paid_back(
    sandbox: Sandbox, acts: list[str], state: OutcomeState
) -> None:
    reference = sandbox.console.disputes.open("pay_mila")
    for act in acts:
        getattr(sandbox.console.disputes, act)(reference)
    outcome = sandbox.send(prepared(sandbox))
    assert outcome.state is state
    assert outcome.code == ("payment_disputed" if state is OutcomeState.FAILED else "")


def test_paying_everything_back_closes_an_inquiry_and_a_part_does_not(sandbox: Sandbox) -> None:
    reference = sandbox.console.disputes.open("pay_mila", is_inquiry=True)
    sandbox.send(prepared(sandbox, amount_minor=2000))
    assert sandbox.read_dispute(reference).state is S.INQUIRY
    sandbox.send(prepared(sandbox, amount_minor=3000))
    assert sandbox.read_dispute(reference).state is S.INQUIRY_CLOSED


# Webhooks


def test_each_move_is_told_with_the_dispute_and_its_payment(sandbox: Sandbox, clock: Clock) -> None:
    reference = sandbox.console.disputes.open("pay_mila")
    sandbox.answer_dispute(evidence(reference, "winning_evidence"))
    clock.let_pass(31)
    kinds = []
    for _ in range(2):
        for delivery in sandbox.console.due_webhooks():
            (event,) = sandbox.read_events(delivery.body, delivery.headers)
            assert (event.topic, event.gateway_reference) == (Topic.DISPUTE, reference)
            assert (event.payment_reference, event.refund_reference, event.amount_minor) == ("pay_mila", "", None)
            kinds.append(event.kind)
            sandbox.console.mark_delivered(delivery)
        clock.let_pass(1)
    assert kinds == ["dispute.needs_response", "dispute.under_review", "dispute.won"]


def test_a_webhook_about_a_dispute_is_lost_or_comes_twice_when_it_is_told_to(
    open_sandbox: SandboxFactory, clock: Clock
) -> None:
    for announcing, times in ((Announcing.LOST, 0), (Announcing.TWICE, 2), (Announcing.FIRST, 1)):
        sandbox = open_sandbox()
        sandbox.console.disputes.open("pay_mila", announcing=announcing)
        clock.let_pass(1)
        assert len(sandbox.console.due_webhooks()) == times
