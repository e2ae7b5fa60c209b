"""Money takes another way only with the customer's yes, and whoever had a hand in it does not release it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from customers.actors import Actor
from customers.clock import clock_at
from customers.errors import BadInput, Conflict, NotAllowed, NotFound
from customers.models import Message
from refunds.actions.cancel_refund import cancel_refund
from refunds.actions.rail_proposals import answer_proposal, propose_rail, record_consent, withdraw_proposal
from refunds.actions.retry_refund import retry_refund
from refunds.models import Approval, RailProposal, Refund
from refunds.tasks import expire_rail_proposals
from tests.desk import again, approve, ask, kinds, known_to_sandbox, letters, worker_runs

pytestmark = pytest.mark.django_db

WORDS = "Your card no longer takes money back."


@pytest.fixture
def waiting(make_payment, mila) -> Refund:
    return ask(make_payment(mila, total_minor=45_000))


@pytest.fixture
def failed(make_payment, mila, boris) -> Refund:
    refund = approve(ask(known_to_sandbox(make_payment(mila, total_minor=45_000), "decline")), boris)
    worker_runs()
    assert again(refund).state == "failed"
    return again(refund)


def propose(refund, person, rail="store_credit") -> RailProposal:
    return propose_rail(actor=Actor.user(person), reference=refund.reference, rail=rail, words=WORDS)


def mila_says(refund, proposal, agrees, who=None) -> Refund:
    actor = Actor.customer(who or refund.customer)
    answer_proposal(actor=actor, reference=refund.reference, proposal_id=proposal.pk, agrees=agrees)
    return again(refund)


def test_mila_is_asked_agrees_and_the_approver_sees_the_new_way(waiting, ana, boris):
    proposal = propose(waiting, ana)
    letter = Message.objects.get(about=waiting.reference, kind="refund_rail_proposed")
    assert WORDS in letter.body_text
    assert "your store credit" in letter.body_text and "your card ending 4242" in letter.body_text
    with pytest.raises(Conflict, match="asked about another way"):
        approve(waiting, boris)

    refund = mila_says(waiting, proposal, agrees=True)
    assert (refund.rail, refund.revision, refund.state) == ("store_credit", 1, "under_review")
    assert kinds(refund)[-2:] == ["refund.rail_agreed", "refund.changed"]
    assert refund.decisions.count() == 2
    assert approve(refund, boris).state == "approved"


def test_mila_says_no_and_it_goes_on_as_it_was(waiting, ana, boris):
    proposal = propose(waiting, ana)
    refund = mila_says(waiting, proposal, agrees=False)
    assert (refund.rail, refund.revision) == ("original", 0)
    assert approve(refund, boris).state == "approved"


def test_her_answer_sent_twice_is_one_answer_and_the_other_one_is_refused(waiting, ana):
    proposal = propose(waiting, ana)
    mila_says(waiting, proposal, agrees=True)
    refund = mila_says(waiting, proposal, agrees=True)
    assert kinds(refund).count("refund.rail_agreed") == 1
    with pytest.raises(Conflict, match="no longer open"):
        mila_says(waiting, proposal, agrees=False)


def test_a_failed_refund_is_sent_another_way_after_her_yes_and_not_before(failed, ana, chidi):
    with pytest.raises(Conflict, match="needs the customer's consent"):
        retry_refund(actor=Actor.user(chidi), reference=failed.reference, rail="store_credit")
    assert again(failed).state == "failed"
    proposal = propose(failed, ana)
    with pytest.raises(Conflict, match="asked about another way"):
        retry_refund(actor=Actor.user(chidi), reference=failed.reference)

    mila_says(failed, proposal, agrees=True)
    retry_refund(actor=Actor.user(chidi), reference=failed.reference)
    worker_runs()
    refund = again(failed)
    assert (refund.state, refund.rail, refund.round) == ("completed", "store_credit", 2)
    assert "rail_proposed" in letters(refund)


@pytest.mark.four_eyes
def test_whoever_proposed_it_does_not_release_it(waiting, failed, boris):
    for refund in (waiting, failed):
        mila_says(refund, propose(refund, boris), agrees=True)
    with pytest.raises(NotAllowed, match="had a hand"):
        approve(waiting, boris)
    with pytest.raises(NotAllowed, match="had a hand"):
        retry_refund(actor=Actor.user(boris), reference=failed.reference)


@pytest.mark.four_eyes
def test_a_yes_by_phone_needs_words_and_somebody_else_to_approve(waiting, ana, boris, chidi):
    propose(waiting, ana)
    phoned = {"actor": Actor.user(boris), "reference": waiting.reference, "agrees": True}
    with pytest.raises(BadInput, match="colleagues read it"):
        record_consent(words=" ", **phoned)
    record_consent(words="Mila called at ten and agreed.", **phoned)
    proposal = RailProposal.objects.get()
    assert (proposal.state, proposal.recorder) == ("agreed", boris)
    with pytest.raises(NotAllowed, match="had a hand"):
        approve(waiting, boris)
    with pytest.raises(DatabaseError, match="had a hand"), transaction.atomic():
        Approval.objects.create(refund=waiting, revision=1, number=1, approver=boris, actor="x", seen_hash="x")
    assert approve(waiting, chidi).state == "approved"


@pytest.mark.four_eyes
def test_who_has_approved_it_does_not_write_the_answer_down(failed, ana, boris):
    propose(failed, ana)
    with pytest.raises(NotAllowed, match="You have approved this refund"):
        record_consent(actor=Actor.user(boris), reference=failed.reference, agrees=True, words="She said yes.")
    assert again(failed).rail == "original"


def test_an_old_question_ends_by_itself(waiting, ana, boris):
    proposal = propose(waiting, ana)
    with clock_at(timezone.now() + timedelta(days=15)):
        with pytest.raises(Conflict, match="time to answer this is over"):
            mila_says(waiting, proposal, agrees=True)
        assert expire_rail_proposals() == 1
        assert expire_rail_proposals() == 0
    assert kinds(waiting)[-1] == "refund.rail_expired"
    assert approve(waiting, boris).state == "approved"


def test_a_request_that_moves_on_withdraws_its_question(waiting, ana):
    proposal = propose(waiting, ana)
    cancel_refund(actor=Actor.user(ana), reference=waiting.reference)
    assert RailProposal.objects.get().state == "withdrawn"
    with pytest.raises(Conflict, match="no longer open"):
        mila_says(waiting, proposal, agrees=True)
    assert again(waiting).rail == "original"


def test_one_question_is_open_at_a_time_and_can_be_withdrawn(waiting, ana):
    propose(waiting, ana)
    with pytest.raises(Conflict, match="asked about another way"):
        propose(waiting, ana, "bank_transfer")
    with pytest.raises(IntegrityError, match="rail_proposal_one_open"), transaction.atomic():
        RailProposal.objects.create(
            refund=waiting,
            old_rail="original",
            new_rail="store_credit",
            words="x",
            proposer=ana,
            expires_at=timezone.now(),
        )
    withdraw_proposal(actor=Actor.user(ana), reference=waiting.reference)
    propose(waiting, ana, "bank_transfer")


def test_tom_cannot_answer_for_mila(waiting, ana, tom):
    proposal = propose(waiting, ana)
    with pytest.raises(NotFound):
        mila_says(waiting, proposal, agrees=True, who=tom)


@pytest.mark.parametrize(("rail", "sentence"), [("original", "chosen already"), ("cash", "from the list")])
def test_a_proposal_that_cannot_be_meant_is_refused(waiting, ana, rail, sentence):
    with pytest.raises(BadInput, match=sentence):
        propose(waiting, ana, rail)
    assert letters(waiting) == ["received"]
