"""Nothing due is missed or nobody's: an owner in turn, a reminder, the leads, and a missed day that says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from customers.models import Payment
from disputes.models import Dispute
from disputes.tasks import look_at_deadlines
from refunds.models import AnswerTime, StaffNotice
from tests.disputes.conftest import again, kinds

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
FRIDAY_NOON = datetime(2026, 11, 13, 12, tzinfo=UTC)


@pytest.fixture
def clocked():
    """clocked(moment) is the time of day from now on."""
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller.move_to


@pytest.fixture
def office(db):
    """The shop's zone, Monday to Friday, nine to five, German holidays; reminded two hours ahead."""
    return AnswerTime.objects.create(hours=16, remind_hours=2, holidays_in="DE")


def notices(person, dispute: Dispute) -> list[str]:
    mine = StaffNotice.objects.filter(person=person, about_case=dispute.reference)
    return list(mine.order_by("id").values_list("kind", flat=True))


def test_our_own_deadline_lies_two_working_days_before_the_gateways(clocked, office, says, ana):
    dispute = says("needs_response", opened_at=MONDAY, respond_by=datetime(2026, 11, 16, 8, tzinfo=UTC))
    assert dispute.answer_by is not None
    assert dispute.answer_by < datetime(2026, 11, 13, 8, 1, tzinfo=UTC), "the weekend does not count"
    assert dispute.answer_by.astimezone(office.calendar.zone).isoweekday() <= 5


def test_a_short_time_keeps_half_of_it_for_us(clocked, office, says, ana):
    dispute = says("needs_response", opened_at=MONDAY, respond_by=MONDAY + timedelta(hours=6))
    assert MONDAY < dispute.answer_by < MONDAY + timedelta(hours=6)


def test_a_gateway_that_names_no_day_still_gets_an_answer_in_time(clocked, says, ana):
    dispute = says("needs_response", opened_at=MONDAY)
    assert dispute.answer_by > MONDAY
    assert dispute.owner == ana


def test_everybody_who_may_answer_gets_disputes_in_turn(says, make_payment, mila, ana, boris, fatima):
    owners = [
        says("needs_response", about=make_payment(mila), reference=f"dp_{number}").owner.first_name
        for number in range(4)
    ]
    assert owners == ["Ana", "Boris", "Ana", "Boris"], "finance does not answer disputes"


def test_the_owner_hears_of_a_new_dispute_and_is_reminded_before_it_is_due(clocked, office, says, ana):
    dispute = says("needs_response", opened_at=MONDAY, respond_by=FRIDAY_NOON)
    clocked(dispute.calendar_at + timedelta(minutes=1))
    assert look_at_deadlines() == 1
    assert look_at_deadlines() == 0, "a second look does nothing"
    assert notices(ana, dispute) == ["dispute_new", "dispute_due"]
    assert "dispute.reminded" in kinds(dispute)


def test_the_leads_hear_of_it_when_our_own_deadline_passes(clocked, office, says, ana, lena):
    dispute = says("needs_response", opened_at=MONDAY, respond_by=FRIDAY_NOON)
    clocked(dispute.answer_by + timedelta(minutes=1))
    look_at_deadlines()
    look_at_deadlines()
    dispute = again(dispute)
    assert dispute.escalated_at is not None
    assert notices(lena, dispute).count("dispute_escalated") == 1
    assert dispute.state == "needs_response", "the gateway still takes an answer"


def test_a_missed_day_is_told_and_written_off(clocked, office, says, ana, lena):
    dispute = says("needs_response", opened_at=MONDAY, respond_by=FRIDAY_NOON)
    clocked(FRIDAY_NOON + timedelta(hours=1))
    look_at_deadlines()
    assert again(dispute).state == "needs_response", "the gateway's own word is waited for a while"
    clocked(FRIDAY_NOON + timedelta(hours=7))
    look_at_deadlines()
    dispute = again(dispute)
    assert dispute.state == "expired"
    assert kinds(dispute)[-1] == "dispute.expired"
    assert "dispute_ended" in notices(lena, dispute)


def test_what_the_gateway_counts_as_answered_is_never_missed(clocked, office, says, ana):
    dispute = says("needs_response", opened_at=MONDAY, respond_by=FRIDAY_NOON, answers=1)
    clocked(FRIDAY_NOON + timedelta(days=1))
    look_at_deadlines()
    look_at_deadlines()
    assert again(dispute).state == "needs_response"


def test_an_answer_on_its_way_is_waited_for(clocked, office, says, ana):
    dispute = says("needs_response", opened_at=MONDAY, respond_by=FRIDAY_NOON)
    dispute.answers.create(round=1, kind="evidence", key="k1")
    clocked(FRIDAY_NOON + timedelta(days=1))
    look_at_deadlines()
    look_at_deadlines()
    assert again(dispute).state == "needs_response"


def test_an_answer_that_waits_for_a_second_person_does_not_save_the_day(clocked, office, says, ana):
    dispute = says("needs_response", opened_at=MONDAY, respond_by=FRIDAY_NOON)
    answer = dispute.answers.create(round=1, kind="evidence", key="k1", state="waiting")
    clocked(FRIDAY_NOON + timedelta(days=1))
    look_at_deadlines()
    look_at_deadlines()
    answer.refresh_from_db()
    assert (again(dispute).state, answer.state) == ("expired", "taken_back")


def test_a_dispute_whose_owner_has_left_gets_another_one(says, ana, boris):
    dispute = says("needs_response")
    assert dispute.owner == ana
    ana.is_active = False
    ana.save()
    look_at_deadlines()
    assert again(dispute).owner == boris


def test_an_answered_dispute_is_off_the_calendar(says, ana):
    dispute = says("needs_response")
    assert dispute.calendar_at is not None
    dispute = says("under_review")
    assert dispute.calendar_at is None
    assert look_at_deadlines() == 0


def test_a_moved_day_starts_the_reminders_anew(clocked, office, says, ana, lena):
    dispute = says("needs_response", opened_at=MONDAY, respond_by=FRIDAY_NOON)
    clocked(dispute.answer_by + timedelta(minutes=1))
    look_at_deadlines()
    dispute = says("needs_response", opened_at=MONDAY, respond_by=FRIDAY_NOON + timedelta(days=14))
    assert dispute.escalated_at is None
    assert dispute.answer_by > FRIDAY_NOON


def test_nobody_is_reminded_of_a_payment_that_has_no_dispute(payment: Payment, ana):
    assert look_at_deadlines() == 0
