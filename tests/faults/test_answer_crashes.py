"""Processes die at every named point of an answer's way, whatever its kind. It is handed in once, as it was stored."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from customers.actors import Actor
from disputes.actions.accept_dispute import accept_dispute
from disputes.actions.acknowledge_return import acknowledge_return
from disputes.actions.answer_dispute import answer_dispute
from disputes.actions.begin_appeal import begin_appeal
from disputes.actions.build_packet import build_packet
from disputes.actions.make_offer import make_offer
from disputes.actions.take_dispute import take_dispute
from disputes.models import Dispute, DisputeAnswer
from disputes.tasks import work_answers
from refunds.gateways.sandbox.mediation import ALL_OFFERS
from tests.crowd import all_at_once, killed_at
from tests.desk import sandbox
from tests.disputes.desk import answers_are_due, answers_at_sandbox, disputed_at_sandbox, drafted
from tests.faults.rounds import ANSWER_POINTS

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("fresh_sandbox", "own_files"),
    pytest.mark.crash,
    pytest.mark.slow,
]

WORKER_POINTS = [point for point in ANSWER_POINTS if point != "answer_stored"]

POINTS = WORKER_POINTS if os.environ.get("FAULT_MATRIX") == "whole" else ["answer_heard"]
"""Where the gateway has it and we do not know is the worst of them."""


@dataclass(frozen=True)
class Submission:
    """One kind of answer: how it is given, and where the case may stand once it was taken."""

    dispute: Dispute
    kind: str
    give: Callable[[], DisputeAnswer]
    then: tuple[str, ...]


def heard(dispute: Dispute) -> Dispute:
    """We read what the gateway holds now, as after its webhook."""
    record = sandbox().read_dispute(dispute.gateway_reference)
    actor = Actor.gateway(dispute.gateway_account)
    return take_dispute(actor=actor, gateway=dispute.gateway, account=dispute.gateway_account, record=record)


@pytest.fixture
def submission(request: pytest.FixtureRequest, make_payment, mila, ana, boris) -> Submission:
    """The kind that the test names, of a case that takes it now."""
    kind: str = request.param
    mediated: dict[str, Any] = {"takes_offers": ALL_OFFERS, "takes_appeals": True}
    talks = kind in ("offer", "return")
    more = mediated if talks or kind == "appeal" else {}
    dispute = disputed_at_sandbox(make_payment(mila), is_inquiry=talks, **more)
    at_the_bank, reference = sandbox().console.disputes, dispute.reference
    answering, deciding = Actor.user(ana), Actor.user(boris)
    if kind == "acceptance":
        return Submission(dispute, kind, lambda: accept_dispute(actor=deciding, reference=reference), ("accepted",))
    if kind == "offer":
        terms = {"kind": "refund", "words": "Would this do?", "amount_minor": 2_000}
        give = lambda: make_offer(actor=deciding, reference=reference, **terms)  # noqa: E731
        return Submission(dispute, kind, give, ("inquiry_answered",))
    if kind == "return":
        at_the_bank.send_back(dispute.gateway_reference)
        words = {"finding": "damaged", "words": "A sleeve is torn."}
        give = lambda: acknowledge_return(actor=answering, reference=reference, **words)  # noqa: E731
        return Submission(heard(dispute), kind, give, ("inquiry_answered",))
    if kind == "appeal":
        at_the_bank.lose(dispute.gateway_reference)
        heard(dispute)
        begin_appeal(actor=answering, reference=reference)
        version = build_packet(actor=answering, reference=reference).version
    else:
        version = drafted(dispute, ana).version
    give = lambda: answer_dispute(actor=answering, reference=reference, version=version)  # noqa: E731
    return Submission(dispute, kind, give, ("submitted", "under_review"))


def each(*kinds: str) -> Any:
    return pytest.mark.parametrize("submission", kinds, indirect=True)


OTHERS = each("acceptance", "appeal", "offer", "return")


def until_all_is_done() -> None:
    for _ in range(5):
        answers_are_due()
        work_answers()


def require_once(submission: Submission) -> None:
    answer = DisputeAnswer.objects.get()
    (there,) = answers_at_sandbox(submission.dispute)
    assert (there["kind"], there["key"]) == (submission.kind, answer.key)
    assert (answer.kind, answer.state) == (submission.kind, "taken")
    assert [file["sha256"] for file in there["files"]] == [file.sha256 for file in answer.files.all()]
    if answer.offer:
        assert (there["more"]["amount"], there["texts"]["note"]) == (
            answer.offer["amount_minor"],
            answer.offer["words"],
        )
    elif submission.kind != "acceptance":
        assert there["texts"] == answer.texts
    dispute = Dispute.objects.get(pk=submission.dispute.pk)
    assert dispute.state in submission.then and not dispute.offer_leaves


@each("evidence", "offer")
def test_the_web_process_dies_after_it_was_stored(submission):
    assert killed_at("answer_stored", submission.give)
    until_all_is_done()
    require_once(submission)


def die_there_again_and_again(point: str, submission: Submission) -> None:
    submission.give()
    if point == "answer_looked_up":
        assert killed_at("answer_claimed", work_answers)
    deaths = 0
    for _ in range(3):
        answers_are_due()
        deaths += killed_at(point, work_answers)
    assert deaths, f"{point} is never passed"
    until_all_is_done()
    require_once(submission)


@each("evidence")
@pytest.mark.parametrize("point", WORKER_POINTS)
def test_a_worker_dies_there_again_and_again(point, submission):
    die_there_again_and_again(point, submission)


@pytest.mark.full
@OTHERS
@pytest.mark.parametrize("point", POINTS)
def test_a_worker_dies_with_every_other_kind_in_its_hand(point, submission):
    die_there_again_and_again(point, submission)


@OTHERS
def test_two_workers_at_once_and_a_lost_reply_hand_it_in_once(submission):
    sandbox().console.script(submission.dispute.payment.gateway_reference, ["error_after"], asks="answer")
    submission.give()
    all_at_once(2, lambda person, round: work_answers())
    until_all_is_done()
    require_once(submission)


@each("evidence")
def test_two_people_who_submit_at_once_make_one_answer(submission, ana, boris):
    version = submission.dispute.drafts.get().version
    people, reference = [Actor.user(ana), Actor.user(boris)], submission.dispute.reference

    def submit(person: int, _round: int) -> str:
        return str(answer_dispute(actor=people[person], reference=reference, version=version))

    (said,) = all_at_once(2, submit)
    assert sorted(said) == sorted([f"{reference}-1-1", "Conflict"])
    until_all_is_done()
    require_once(submission)


@each("offer", "acceptance")
def test_two_people_who_give_it_at_once_make_one(submission):
    (said,) = all_at_once(2, lambda person, round: str(submission.give()))
    assert sorted(said) == sorted([f"{submission.dispute.reference}-1-1", "Conflict"])
    until_all_is_done()
    require_once(submission)
