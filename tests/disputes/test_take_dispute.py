"""What a gateway says of a dispute, in whatever order it comes: the case, the gate, the books and the story agree."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from customers.actors import Actor
from disputes.models import Dispute
from refunds.errors import Unmatched
from refunds.gateways.dispute_types import (
    DisputeMovement,
    DisputeStage,
    DisputeState,
    MovementKind,
)
from tests.disputes.desk import disputed, is_held, states, sums_and_fees

pytestmark = pytest.mark.django_db

GATEWAY = Actor.gateway("sandbox")
S, Stage = DisputeState, DisputeStage
TAKEN = DisputeMovement("txn_1", MovementKind.WITHDRAWN, 8900, "EUR")
FEE = DisputeMovement("txn_1/fee", MovementKind.FEE, 2000, "EUR")
BACK = DisputeMovement("txn_2", MovementKind.REINSTATED, 8900, "EUR")


@pytest.fixture
def payment(make_payment, mila):
    return make_payment(mila)


@pytest.fixture
def told(payment):
    """told("needs_response", stage=...) is the gateway's word on Mila's payment, taken in."""

    def take(state: str, stage: str = "chargeback", **facts) -> Dispute:
        return disputed(payment, state, stage, number="dp_1", **{"respond_by": None, **facts})

    return take


def test_a_chargeback_that_is_lost_is_written_off_and_holds_the_payment_for_good(told, payment):
    dispute = told("needs_response", movements=[TAKEN, FEE])
    assert (dispute.category, dispute.amount_minor, dispute.stage) == ("fraudulent", 8900, "chargeback")
    assert is_held(payment)
    assert sums_and_fees() == [8900, 0, 2000]
    told("under_review", movements=[TAKEN, FEE])
    dispute = told("lost", movements=[TAKEN, FEE])
    assert states(dispute) == ["under_review", "lost"]
    assert sums_and_fees() == [0, 8900, 2000]
    assert is_held(payment)


def test_a_late_win_brings_the_money_back_and_lifts_the_gate(told, payment):
    told("needs_response", movements=[TAKEN, FEE])
    told("lost", movements=[TAKEN, FEE])
    dispute = told("won", movements=[TAKEN, FEE, BACK])
    assert states(dispute) == ["lost", "won"]
    assert sums_and_fees() == [0, 0, 2000]
    assert not is_held(payment)


def test_the_same_word_twice_changes_nothing(told):
    dispute = told("lost", movements=[TAKEN])
    before = (states(dispute), sums_and_fees(), dispute.events.count())
    told("lost", movements=[TAKEN])
    assert (states(dispute), sums_and_fees(), dispute.events.count()) == before


def test_what_was_missed_in_between_is_gone_through_step_by_step(told):
    told("inquiry", "inquiry", respond_by=timezone.now() + timedelta(days=5))
    dispute = told("under_review", "chargeback", movements=[TAKEN])
    assert states(dispute) == ["needs_response", "under_review"]
    assert sums_and_fees()[0] == 8900


def test_an_inquiry_leaves_refunds_free_unless_the_gateway_says_no(told, payment):
    told("inquiry", "inquiry")
    assert not is_held(payment)
    told("inquiry", "inquiry", is_refundable=False)
    assert is_held(payment)
    told("inquiry_closed", "inquiry", is_refundable=True)
    assert not is_held(payment)


def test_a_second_stage_brings_an_ended_case_back_for_a_new_answer(told):
    told("won", movements=[TAKEN, BACK])
    again = DisputeMovement("txn_3", MovementKind.WITHDRAWN, 8900, "EUR")
    dispute = told("needs_response", "pre_arbitration", movements=[TAKEN, BACK, again])
    assert (dispute.state, dispute.round, dispute.stage) == ("needs_response", 2, "pre_arbitration")
    assert sums_and_fees() == [8900, 0, 0]


def test_what_a_passed_stage_says_late_is_old_news(told):
    told("needs_response", "pre_arbitration")
    dispute = told("won", "chargeback")
    assert dispute.state == "needs_response"
    assert not dispute.attention


def test_an_ended_case_does_not_open_itself_at_the_same_stage_but_goes_before_a_person(told):
    told("won")
    dispute = told("needs_response")
    assert dispute.state == "won"
    assert "does not follow" in dispute.attention


def test_a_word_that_nobody_knows_moves_nothing_and_goes_before_a_person(told):
    told("needs_response")
    dispute = told("unknown")
    assert dispute.state == "needs_response"
    assert "unknown" in dispute.attention


def test_a_case_on_a_payment_that_is_not_ours_is_unmatched(told):
    with pytest.raises(Unmatched):
        told("needs_response", payment_references=("ch_foreign",))
    assert not Dispute.objects.exists()


def test_a_partly_lost_case_writes_off_what_did_not_come_back(told):
    half = DisputeMovement("txn_2", MovementKind.REINSTATED, 4000, "EUR")
    told("lost", movements=[TAKEN, half])
    assert sums_and_fees() == [0, 4900, 0]


def test_the_database_itself_refuses_an_undeclared_move(told):
    dispute = told("needs_response")
    with pytest.raises(DatabaseError), transaction.atomic():
        Dispute.objects.filter(pk=dispute.pk).update(state="inquiry_closed", version=dispute.version)


def test_what_was_read_before_what_we_know_is_old_news(told):
    now = timezone.now()
    told("won", read_at=now)
    dispute = told("needs_response", read_at=now - timedelta(seconds=1))
    assert (dispute.state, dispute.attention) == ("won", "")


def test_a_record_that_was_just_read_ends_a_stage_that_it_no_longer_tells_of(told):
    told("needs_response", "pre_arbitration")
    dispute = told("lost", "chargeback", read_at=timezone.now())
    assert (dispute.state, dispute.stage) == ("lost", "pre_arbitration")


def test_a_prevented_case_is_written_off_with_what_was_taken(told):
    told("prevented", movements=[TAKEN])
    assert sums_and_fees() == [0, 8900, 0]


def test_what_is_said_once_more_leaves_no_history(told):
    dispute = told("needs_response", movements=[TAKEN, FEE])
    before = dispute.history.count()
    again = told("needs_response", movements=[TAKEN, FEE])
    assert again.history.count() == before
    assert again.version == Dispute.objects.get().version
    told("needs_response", movements=[TAKEN, FEE], respond_by=timezone.now())
    assert dispute.history.count() > before
