"""A case that we took for missed, and the gateway tells of later: each of its words leads somewhere, or nowhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from disputes.models import Dispute
from disputes.tasks import look_at_deadlines
from refunds.ledger import accounts
from refunds.ledger.balances import balance
from tests.disputes.conftest import BACK, TAKEN, again, kinds

pytestmark = pytest.mark.django_db


@pytest.fixture
def missed(says, ana):
    """missed("inquiry") is a case of this stage whose day passed, and nobody here had answered it."""

    def let_it_pass(stage: str = "chargeback") -> Dispute:
        state = "inquiry" if stage == "inquiry" else "needs_response"
        moved = [] if stage == "inquiry" else [TAKEN]
        long_ago = timezone.now() - timedelta(days=9)
        dispute = says(state, stage, opened_at=long_ago, respond_by=long_ago + timedelta(days=8), movements=moved)
        look_at_deadlines()
        assert again(dispute).state == "expired"
        return dispute

    return let_it_pass


def lost() -> int:
    return balance(accounts.DISPUTES_LOST, "EUR")


def test_somebody_had_answered_in_the_gateways_console(missed, says, payment):
    dispute = missed()
    assert lost() == 8900, "written off: nobody had answered"
    says("under_review", movements=[TAKEN])
    told = again(dispute)
    assert (told.state, told.finished_at, told.attention) == ("under_review", None, "")
    assert told.answered_at is not None
    assert lost() == 0, "it may still be won, so it is written up again"
    assert kinds(dispute)[-2:] == ["dispute.expired", "dispute.under_review"]
    assert payment.holds.filter(released_at=None).exists(), "the case is open, so no refund leaves"


@pytest.mark.parametrize(("word", "written_off"), [("won", 0), ("lost", 8900)])
def test_it_goes_on_to_its_end_from_there(missed, says, word, written_off):
    dispute = missed()
    says("under_review", movements=[TAKEN])
    says(word, movements=[TAKEN, BACK] if word == "won" else [TAKEN])
    assert (again(dispute).state, lost()) == (word, written_off)


def test_won_at_once_after_all(missed, says):
    dispute = missed()
    says("won", movements=[TAKEN, BACK])
    assert (again(dispute).state, lost()) == ("won", 0)


@pytest.mark.parametrize("word", ["lost", "accepted"])
def test_the_gateways_word_for_our_missing_changes_nothing(missed, says, word):
    """Stripe and PayPal call it lost, Braintree accepted: here it stays what it was, a missed day."""
    dispute = missed()
    says(word, movements=[TAKEN])
    assert (again(dispute).state, again(dispute).attention, lost()) == ("expired", "", 8900)


@pytest.mark.parametrize(("word", "written_off"), [("withdrawn", 0), ("prevented", 8900)])
def test_the_customer_or_the_network_ended_it_before(missed, says, word, written_off):
    dispute = missed()
    says(word, movements=[TAKEN, BACK] if word == "withdrawn" else [TAKEN])
    assert (again(dispute).state, again(dispute).attention, lost()) == (word, "", written_off)


@pytest.mark.parametrize("word", ["inquiry_answered", "inquiry_closed"])
def test_an_inquiry_that_we_took_for_missed_was_answered_or_came_to_nothing(missed, says, payment, word):
    dispute = missed("inquiry")
    says(word, "inquiry")
    assert (again(dispute).state, again(dispute).attention) == (word, "")
    assert not payment.holds.filter(released_at=None).exists(), "an inquiry holds no refund"


def test_a_missed_inquiry_becomes_a_chargeback_and_is_ours_again(missed, says):
    dispute = missed("inquiry")
    says("needs_response", movements=[TAKEN], respond_by=timezone.now() + timedelta(days=9))
    assert (again(dispute).state, again(dispute).round) == ("needs_response", 2)


def test_a_chargeback_never_becomes_an_inquiry_that_was_answered(missed, says):
    dispute = missed()
    says("inquiry_answered", "chargeback", movements=[TAKEN])
    assert again(dispute).state == "expired"
    assert "does not follow" in again(dispute).attention


def test_the_same_word_at_the_same_stage_does_not_begin_it_anew(missed, says):
    dispute = missed()
    says("needs_response", movements=[TAKEN])
    assert again(dispute).state == "expired"


def test_no_end_is_told_that_the_gateway_never_said(says):
    """From open to a closed inquiry no declared way leads, and none is made up over an end in between."""
    dispute = says("needs_response")
    says("inquiry_closed")
    assert again(dispute).state == "needs_response"
    assert "dispute.expired" not in kinds(dispute)


def test_the_database_refuses_to_take_an_answer_back(says):
    """What was handed in is handed in: no move leads from there to where nobody has answered."""
    dispute = says("needs_response")
    Dispute.objects.filter(pk=dispute.pk).update(state="submitted")
    with pytest.raises(DatabaseError, match="Invalid transition"), transaction.atomic():
        Dispute.objects.filter(pk=dispute.pk).update(state="needs_response")
