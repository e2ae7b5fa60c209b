"""By when a request is answered, who is reminded, and what happens when the answer is late or the customer silent."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from customers.actors import Actor
from customers.models import Message
from refunds.actions.ask_customer import answer_question, ask_customer
from refunds.actions.assign_refund import take_refund
from refunds.models import AnswerTime, Refund, StaffNotice
from refunds.tasks import look_at_calendar
from tests.cast import staff_member
from tests.desk import again, approve, ask, kinds, letters

pytestmark = pytest.mark.django_db
State = Refund.State


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def told(person) -> list[str]:
    return list(StaffNotice.objects.filter(person=person).order_by("id").values_list("kind", flat=True))


def test_a_request_is_promised_an_answer_in_working_time(waiting):
    assert waiting.decide_by == utc("2026-11-26 09:00")  # eight hours: seven on Wednesday, one on Thursday
    assert waiting.calendar_at == utc("2026-11-25 15:00")


def test_the_most_exact_time_wins(wednesday, office, make_payment, mila):
    AnswerTime.objects.create(reason="damaged", hours=2, remind_hours=0)
    AnswerTime.objects.create(country="DE", hours=4, remind_hours=0)
    AnswerTime.objects.create(reason="damaged", country="FR", hours=1, remind_hours=0)
    promised = {
        (reason, country): ask(make_payment(mila, total_minor=45_000, country=country), reason=reason).decide_by.hour
        for reason in ("damaged", "changed_mind")
        for country in ("DE", "FR")
    }
    assert promised == {
        ("damaged", "DE"): 11,  # the reason before the country
        ("damaged", "FR"): 10,
        ("changed_mind", "DE"): 13,
        ("changed_mind", "FR"): 9,  # on the next day
    }


def test_a_fresh_shop_has_times_and_what_was_removed_does_not_come_back(db):
    call_command("set_up_shop")
    assert set(AnswerTime.objects.values_list("reason", "hours")) == {("", 16), ("duplicate", 8), ("fraud", 4)}
    AnswerTime.objects.filter(reason="fraud").delete()
    call_command("set_up_shop")
    assert AnswerTime.objects.count() == 2


def test_a_shop_without_times_answers_within_two_days(wednesday, make_payment, mila):
    assert ask(make_payment(mila, total_minor=45_000)).decide_by == utc("2026-11-27 09:00")


def test_what_the_policy_decides_at_once_is_never_looked_at_again(wednesday, office, make_payment, mila):
    refund = ask(make_payment(mila, total_minor=1_000))
    assert again(refund).state == State.APPROVED
    assert again(refund).calendar_at is None


# --- reminders and escalation --------------------------------------------------------------------


def test_boris_is_reminded_of_his_case_and_the_leads_are_told_when_it_is_late(waiting, boris, lena, at):
    take_refund(actor=Actor.user(boris), reference=waiting.reference)
    with at("2026-11-25 15:59"):
        assert look_at_calendar() == 0
    with at("2026-11-25 16:00"):
        assert look_at_calendar() == 1
        assert look_at_calendar() == 0
    assert (told(boris), told(lena)) == (["reminder"], [])
    with at("2026-11-26 10:00"):
        assert look_at_calendar() == 1
        assert look_at_calendar() == 0
    assert (told(boris), told(lena)) == (["reminder"], ["escalation"])
    assert again(waiting).escalated_at == utc("2026-11-26 09:00")
    assert kinds(waiting)[-2:] == ["refund.reminded", "refund.escalated"]
    assert [m.to_address for m in Message.objects.filter(kind="staff_notice").order_by("id")] == [
        "boris@shop.example",
        "lena@shop.example",
    ]


def test_the_leads_are_reminded_of_what_is_nobodys(waiting, boris, lena, at):
    with at("2026-11-25 16:00"):
        look_at_calendar()
    assert (told(boris), told(lena)) == ([], ["reminder"])


def test_a_calendar_that_slept_escalates_without_a_late_reminder(waiting, lena, at):
    with at("2026-12-01 10:00"):
        assert look_at_calendar() == 1
    assert told(lena) == ["escalation"]


def test_a_decided_case_is_left_alone(waiting, boris, lena, at):
    approve(waiting, boris)
    with at("2026-12-01 10:00"):
        assert look_at_calendar() == 0
    assert told(lena) == []


def test_a_closed_account_is_told_nothing(waiting, lena, at):
    lena.is_active = False
    lena.save()
    with at("2026-11-26 10:00"):
        assert look_at_calendar() == 1
    assert told(lena) == []
    assert again(waiting).escalated_at


# --- the customer's time -------------------------------------------------------------------------


def test_the_customers_time_does_not_count(waiting, ana, at):
    with at("2026-11-25 13:00"):  # three hours are used, five are left
        ask_customer(actor=Actor.user(ana), reference=waiting.reference, question="Which corner?")
    with at("2026-11-27 15:00"):
        refund = answer_question(
            actor=Actor.customer(waiting.customer), reference=waiting.reference, answer="The left one."
        )
    assert refund.decide_by == utc("2026-11-30 11:00")  # two hours on Friday, three on Monday
    assert refund.calendar_at == utc("2026-11-30 09:00")
    assert again(refund).asked_at is None


def test_what_was_late_when_it_was_asked_is_due_at_once_when_it_returns(waiting, ana, at):
    with at("2026-11-27 11:00"):
        ask_customer(actor=Actor.user(ana), reference=waiting.reference, question="Which corner?")
    with at("2026-11-30 11:00"):
        refund = answer_question(actor=Actor.user(ana), reference=waiting.reference, answer="The left one.")
        assert refund.decide_by == utc("2026-11-30 10:00")


def test_a_silent_customer_is_asked_again_and_then_the_case_comes_back(waiting, ana, boris, at):
    take_refund(actor=Actor.user(boris), reference=waiting.reference)
    ask_customer(actor=Actor.user(ana), reference=waiting.reference, question="Which corner?")
    with at("2026-11-30 09:59"):
        assert look_at_calendar() == 0
    with at("2026-11-30 10:00"):
        assert look_at_calendar() == 1
        assert look_at_calendar() == 0
    assert letters(waiting)[-2:] == ["needs_info", "asked_again"]
    assert "Which corner?" in Message.objects.get(kind="refund_asked_again").body_text
    assert again(waiting).state == State.NEEDS_INFO
    with at("2026-12-04 10:00"):
        assert look_at_calendar() == 1
    refund = again(waiting)
    assert refund.state == State.UNDER_REVIEW
    assert refund.decide_by == utc("2026-12-07 09:00")  # the eight hours that were left, never a rejection
    assert kinds(refund)[-2:] == ["refund.asked_again", "refund.no_answer"]
    assert told(boris) == ["no_answer"]


def test_a_second_question_is_asked_again_as_well(waiting, ana, at):
    ask_customer(actor=Actor.user(ana), reference=waiting.reference, question="Which corner?")
    with at("2026-11-30 10:00"):
        look_at_calendar()
    with at("2026-11-30 12:00"):
        answer_question(actor=Actor.user(ana), reference=waiting.reference, answer="The left one.")
        ask_customer(actor=Actor.user(ana), reference=waiting.reference, question="Since when?")
    with at("2026-12-03 12:00"):
        assert look_at_calendar() == 1
    assert again(waiting).state == State.NEEDS_INFO
    assert letters(waiting).count("asked_again") == 2


def test_one_case_that_breaks_holds_up_no_other(waiting, make_payment, tom, lena, at):
    AnswerTime.objects.create(reason="fraud", hours=8, days=[])  # no day on which anybody works
    broken = waiting
    ask_customer(actor=Actor.user(lena), reference=broken.reference, question="?")
    Refund.objects.filter(pk=broken.pk).update(reason="fraud", calendar_at=utc("2026-11-25 10:00"))
    other = ask(make_payment(tom, total_minor=45_000))
    with at("2026-11-26 12:00"):
        assert look_at_calendar() == 1
    assert again(other).escalated_at


def test_a_lead_hears_only_once_with_two_leads_at_the_desk(waiting, lena, at):
    other = staff_member("Olu", "Ade", "lead")
    with at("2026-11-26 10:00"):
        look_at_calendar()
    assert (told(lena), told(other)) == (["escalation"], ["escalation"])
