"""An answer's way: written, seen by a second person above a limit, stored, handed in once, settled."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from customers.actors import Actor
from customers.errors import BadInput, Conflict, NotAllowed
from disputes.actions.accept_dispute import accept_dispute, why_paid_twice
from disputes.actions.answer_dispute import answer_dispute
from disputes.actions.release_answer import release_answer, take_answer_back
from disputes.actions.write_draft import open_draft, save_draft
from disputes.models import AnswerFile, Dispute, DisputeAnswer
from disputes.tasks import work_answers
from tests.desk import ask, known_to_sandbox, sandbox, worker_runs
from tests.disputes.desk import (
    answer_again,
    answers_are_due,
    answers_at_sandbox,
    disputed,
    disputed_at_sandbox,
    drafted,
    is_held,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_sandbox", "own_files")]


@pytest.fixture
def dispute(make_payment, mila):
    return disputed_at_sandbox(make_payment(mila))


@pytest.fixture
def large(make_payment, mila):
    """Above 500.00 EUR, so that two people are needed."""
    return disputed_at_sandbox(make_payment(mila, 90_000))


def answered(dispute, person):
    draft = drafted(dispute, person)
    return answer_dispute(actor=Actor.user(person), reference=dispute.reference, version=draft.version)


def again(dispute):
    return Dispute.objects.get(pk=dispute.pk)


def kinds(dispute):
    return list(dispute.events.values_list("kind", flat=True))


def scripted(dispute, *behaviours):
    sandbox().console.script(dispute.payment.gateway_reference, behaviours, asks="answer")


def test_what_was_seen_is_stored_handed_in_and_settled(dispute, ana):
    answer = answered(dispute, ana)
    assert answer.state == "due" and not answers_at_sandbox(dispute)
    work_answers()
    (there,) = answers_at_sandbox(dispute)
    stored = [(file.kind, file.size_bytes, file.sha256) for file in answer.files.all()]
    assert [(file["kind"], file["bytes"], file["sha256"]) for file in there["files"]] == stored
    assert there["texts"] == answer.texts and "uncategorized_text" in there["texts"]
    assert answer_again(answer).state == "taken"
    assert again(dispute).state == "under_review"
    assert kinds(dispute)[-5:] == [
        "dispute.packet_built", "dispute.answer_written", "dispute.answer_sent", "dispute.answered",
        "dispute.under_review",
    ]  # fmt: skip


def test_an_inquiry_is_answered_as_an_inquiry(make_payment, mila, ana):
    dispute = disputed_at_sandbox(make_payment(mila), is_inquiry=True)
    answered(dispute, ana)
    work_answers()
    assert again(dispute).state == "inquiry_answered"


def test_a_second_answer_of_the_same_round_is_refused(dispute, ana, boris):
    answer = answered(dispute, ana)
    draft = dispute.drafts.get()
    with pytest.raises(Conflict, match="has its answer already"):
        answer_dispute(actor=Actor.user(boris), reference=dispute.reference, version=draft.version)
    work_answers()
    with pytest.raises(Conflict, match="nothing to answer"):
        answer_dispute(actor=Actor.user(boris), reference=dispute.reference, version=draft.version)
    assert len(answers_at_sandbox(dispute)) == 1 and DisputeAnswer.objects.get() == answer


def test_the_database_itself_refuses_a_second_one_and_other_words(dispute, ana):
    answer = answered(dispute, ana)
    with pytest.raises(DatabaseError), transaction.atomic():
        DisputeAnswer.objects.create(dispute=dispute, round=1, number=2, kind="evidence", key="another")
    with pytest.raises(DatabaseError), transaction.atomic():
        DisputeAnswer.objects.filter(pk=answer.pk).update(texts={"uncategorized_text": "Otherwise."})
    with pytest.raises(DatabaseError), transaction.atomic():
        AnswerFile.objects.filter(answer=answer).update(kind="receipt")


def test_above_the_limit_it_waits_for_somebody_who_did_not_write_it(large, ana, boris):
    answer = answered(large, ana)
    work_answers()
    assert answer.state == "waiting" and not answers_at_sandbox(large)
    release_answer(actor=Actor.user(boris), reference=large.reference, answer=str(answer))
    work_answers()
    assert answer_again(answer).released_by == boris
    assert len(answers_at_sandbox(large)) == 1 and again(large).state == "under_review"


@pytest.mark.four_eyes
def test_whoever_wrote_in_it_does_not_release_it(large, ana, boris, chidi):
    open_draft(actor=Actor.user(ana), reference=large.reference)
    save_draft(actor=Actor.user(boris), reference=large.reference, version=0, texts={"uncategorized_text": "It came."})
    answer = answered(large, chidi)
    for writer in (boris, chidi):
        with pytest.raises(NotAllowed, match="You wrote in this answer"):
            release_answer(actor=Actor.user(writer), reference=large.reference, answer=str(answer))
    with pytest.raises(NotAllowed):
        release_answer(actor=Actor.user(ana), reference=large.reference, answer=str(answer))
    assert answer_again(answer).state == "waiting"


def test_an_answer_is_taken_back_before_it_leaves_and_not_after(large, dispute, ana):
    answer = answered(large, ana)
    take_answer_back(actor=Actor.user(ana), reference=large.reference, answer=str(answer))
    assert answer_again(answer).state == "taken_back"
    assert answered(large, ana).number == 2
    sent = answered(dispute, ana)
    work_answers()
    with pytest.raises(Conflict, match="no longer possible"):
        take_answer_back(actor=Actor.user(ana), reference=dispute.reference, answer=str(sent))


@pytest.mark.parametrize("behaviour", ["succeed_then_silence", "error_after"])
def test_a_lost_reply_is_asked_for_and_found(dispute, ana, behaviour):
    scripted(dispute, behaviour)
    answer = answered(dispute, ana)
    work_answers()
    assert answer_again(answer).state == "unknown"
    answers_are_due()
    work_answers()
    assert answer_again(answer).state == "taken" and answer_again(answer).sends == 1
    assert len(answers_at_sandbox(dispute)) == 1
    assert again(dispute).state == "under_review"


@pytest.mark.parametrize("behaviour", ["reset_before", "error_before", "rate_limited"])
def test_what_surely_never_arrived_is_sent_again_under_the_same_key(dispute, ana, behaviour):
    scripted(dispute, behaviour)
    answer = answered(dispute, ana)
    for _ in range(4):
        work_answers()
        answers_are_due()
    (there,) = answers_at_sandbox(dispute)
    assert there["key"] == answer.key
    assert answer_again(answer).sends == 2 and answer_again(answer).state == "taken"


def test_a_refusal_goes_before_a_person_and_a_better_answer_may_follow(dispute, ana):
    scripted(dispute, "decline")
    answer = answered(dispute, ana)
    work_answers()
    assert answer_again(answer).state == "refused"
    assert again(dispute).state == "needs_response" and "refused the answer" in again(dispute).attention
    second = answered(dispute, ana)
    work_answers()
    assert (second.number, answer_again(second).state) == (2, "taken")


def test_an_answer_that_comes_too_late_is_not_sent(dispute, ana):
    answer = answered(dispute, ana)
    locked = again(dispute)
    locked.expire()
    locked.save()
    work_answers()
    assert answer_again(answer).state == "taken_back" and not answers_at_sandbox(dispute)
    assert "dispute.answer_too_late" in kinds(dispute)


def test_giving_in_is_told_to_the_gateway_once(dispute, boris):
    answer = accept_dispute(actor=Actor.user(boris), reference=dispute.reference)
    work_answers()
    assert answer_again(answer).state == "taken" and again(dispute).state == "accepted"
    assert [row["kind"] for row in answers_at_sandbox(dispute)] == ["acceptance"]
    with pytest.raises(Conflict):
        accept_dispute(actor=Actor.user(boris), reference=dispute.reference)


def test_whoever_has_the_money_back_is_not_given_it_again(make_payment, mila, ana, boris, sign_in, program_of):
    payment = known_to_sandbox(make_payment(mila))
    ask(payment, amount_minor=2_000)
    worker_runs()
    dispute = disputed_at_sandbox(payment)
    with pytest.raises(Conflict, match=r"has 20.00.EUR of this payment back; 89.00.EUR more would be above"):
        accept_dispute(actor=Actor.user(boris), reference=dispute.reference)
    assert not dispute.answers.exists() and again(dispute).state == "needs_response"
    for address in (f"/staff/disputes/{dispute.reference}/", f"/staff/disputes/{dispute.reference}/evidence/"):
        page = sign_in(boris).get(address).content.decode().replace("\xa0", " ")
        assert "The customer has 20.00 EUR of this payment back" in page and "Accept the dispute instead" not in page
    moves = program_of(boris).get(f"disputes/{dispute.reference}/").json()["moves"]
    assert "20.00" in next(move["why_not"] for move in moves if move["name"] == "acceptance")

    other = known_to_sandbox(make_payment(mila))
    ask(other, amount_minor=2_000)
    worker_runs()
    rest = disputed(other, number="dp_rest", amount_minor=6_900)
    assert why_paid_twice(rest) == "", "what is left may be given"


def test_while_it_is_given_in_to_no_refund_leaves(make_payment, mila, boris):
    """An inquiry leaves refunds free; an acceptance that waits for a second person does not."""
    payment = make_payment(mila, 90_000)
    dispute = disputed(payment, "inquiry", "inquiry", can_accept=True)
    assert not is_held(payment)
    answer = accept_dispute(actor=Actor.user(boris), reference=dispute.reference)
    assert answer.state == "waiting" and is_held(payment)
    take_answer_back(actor=Actor.user(boris), reference=dispute.reference, answer=str(answer))
    assert not is_held(payment)


def test_an_agent_does_not_give_in_and_finance_does_not_answer(dispute, ana, fatima):
    with pytest.raises(NotAllowed):
        accept_dispute(actor=Actor.user(ana), reference=dispute.reference)
    with pytest.raises(NotAllowed):
        open_draft(actor=Actor.user(fatima), reference=dispute.reference)


def test_nobody_gives_in_above_their_limit(make_payment, mila, boris):
    dispute = disputed_at_sandbox(make_payment(mila, 250_000))
    with pytest.raises(NotAllowed, match="above what you may approve"):
        accept_dispute(actor=Actor.user(boris), reference=dispute.reference)


def test_a_draft_that_changed_since_it_was_printed_is_not_handed_in(dispute, ana):
    draft = drafted(dispute, ana)
    save_draft(actor=Actor.user(ana), reference=dispute.reference, version=draft.version, texts={"service_date": "x"})
    with pytest.raises(Conflict, match="Somebody changed this draft"):
        answer_dispute(actor=Actor.user(ana), reference=dispute.reference, version=draft.version)
    with pytest.raises(Conflict, match="Build the packet"):
        answer_dispute(actor=Actor.user(ana), reference=dispute.reference, version=draft.version + 1)


def test_what_does_not_fit_is_not_handed_in(dispute, ana):
    open_draft(actor=Actor.user(ana), reference=dispute.reference)
    fields = (
        "uncategorized_text", "product_description", "billing_address", "shipping_address", "access_activity_log",
        "refund_policy_disclosure", "refund_refusal_explanation", "cancellation_rebuttal",
    )  # fmt: skip
    texts = dict.fromkeys(fields, "words of the shop " * 1_111)
    save_draft(actor=Actor.user(ana), reference=dispute.reference, version=0, texts=texts)
    draft = drafted(dispute, ana)
    with pytest.raises(BadInput, match="takes 150000"):
        answer_dispute(actor=Actor.user(ana), reference=dispute.reference, version=draft.version)
