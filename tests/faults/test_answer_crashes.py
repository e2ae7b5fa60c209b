"""Processes die at every named point of an answer's way. It is handed in exactly once, with the words as stored."""

from __future__ import annotations

import pytest

from customers.actors import Actor
from disputes.actions.answer_dispute import answer_dispute
from disputes.models import Dispute, DisputeAnswer
from disputes.tasks import work_answers
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


@pytest.fixture
def dispute(make_payment, mila) -> Dispute:
    return disputed_at_sandbox(make_payment(mila))


@pytest.fixture
def version(dispute, ana) -> int:
    return drafted(dispute, ana).version


def until_all_is_done() -> None:
    for _ in range(5):
        answers_are_due()
        work_answers()


def require_once(dispute: Dispute) -> None:
    answer = DisputeAnswer.objects.get()
    (there,) = answers_at_sandbox(dispute)
    assert (there["key"], there["texts"]) == (answer.key, answer.texts)
    assert [file["sha256"] for file in there["files"]] == [file.sha256 for file in answer.files.all()]
    assert answer.state == "taken"
    assert Dispute.objects.get(pk=dispute.pk).state in ("submitted", "under_review")


def test_the_web_process_dies_after_it_was_stored(dispute, version, ana):
    actor = Actor.user(ana)
    assert killed_at("answer_stored", lambda: answer_dispute(actor=actor, reference=dispute.reference, version=version))
    until_all_is_done()
    require_once(dispute)


@pytest.mark.parametrize("point", WORKER_POINTS)
def test_a_worker_dies_there_again_and_again(point, dispute, version, ana):
    answer_dispute(actor=Actor.user(ana), reference=dispute.reference, version=version)
    if point == "answer_looked_up":
        assert killed_at("answer_claimed", work_answers)
    deaths = 0
    for _ in range(3):
        answers_are_due()
        deaths += killed_at(point, work_answers)
    assert deaths, f"{point} is never passed"
    until_all_is_done()
    require_once(dispute)


def test_two_workers_at_once_and_a_lost_reply_hand_it_in_once(dispute, version, ana):
    sandbox().console.script(dispute.payment.gateway_reference, ["error_after"], asks="answer")
    answer_dispute(actor=Actor.user(ana), reference=dispute.reference, version=version)
    all_at_once(2, lambda person, round: work_answers())
    until_all_is_done()
    require_once(dispute)


def test_two_people_who_submit_at_once_make_one_answer(dispute, version, ana, boris):
    people = [Actor.user(ana), Actor.user(boris)]

    def submit(person: int, _round: int) -> str:
        return str(answer_dispute(actor=people[person], reference=dispute.reference, version=version))

    (heard,) = all_at_once(2, submit)
    assert sorted(heard) == sorted([f"{dispute.reference}-1-1", "Conflict"])
    until_all_is_done()
    require_once(dispute)
