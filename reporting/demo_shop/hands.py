"""How the colleagues share today's cases: rules, hand-overs, notes that call somebody, and what the calendar says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from refunds.actions.assign_refund import hand_over_refund, take_refund
from refunds.actions.escalate_refund import escalate_refund
from refunds.actions.look_at_calendar import look_at_calendar
from refunds.actions.read_notices import choose_notice_mail
from refunds.actions.set_rules import save_rule
from refunds.actions.set_times import save_answer_time
from refunds.actions.write_note import write_note
from refunds.models import AnswerTime, Refund
from reporting.demo_shop.staff import Staff

NOTES = (
    "The customer sounded upset on the phone, @boris.meyer. Please look today.",
    "The warehouse has checked: it is the second lamp of this batch with a cracked foot.",
    "I would meet her halfway here. @chidi.okafor, what do you think?",
    "The carrier says it was left with a neighbour. I have asked for the proof.",
)
HAND_OVER = "You know this customer from last month. I have the photos in my mailbox."
WHY_ESCALATE = "He asks for the second time this month and mentions a lawyer."


def share_the_work(staff: Staff) -> None:
    """Let lead and manager set rules and times, and the others work on what is open now."""
    _set_rules(staff)
    _set_times(staff)
    choose_notice_mail(actor=staff.lena, notice_mail="daily")
    waiting = Refund.objects.filter(state=Refund.State.UNDER_REVIEW, appealed_at=None).order_by("-created_at")
    _work_on(list(waiting.values_list("reference", flat=True)[:12]), staff)
    look_at_calendar()


def _set_rules(staff: Staff) -> None:
    save_rule(actor=staff.lena, currency="EUR", from_minor=100_000, to=staff.lena.person.email)
    save_rule(actor=staff.lena, country="FR", to=staff.chidi.person.email)
    save_rule(actor=staff.lena, reason=Refund.Reason.DAMAGED, role="approver")


def _set_times(staff: Staff) -> None:
    """Who waits for a parcel waits less; France has its own holidays."""
    usual = AnswerTime.objects.get(reason="", country="")
    same: dict[str, Any] = {
        "remind_hours": 2,
        "days": usual.days,
        "opens_at": usual.opens_at,
        "closes_at": usual.closes_at,
        "ask_again_days": usual.ask_again_days,
        "back_after_days": usual.back_after_days,
    }
    save_answer_time(actor=staff.marta, reason=Refund.Reason.NOT_RECEIVED, hours=8, holidays_in="DE", **same)
    save_answer_time(actor=staff.marta, country="FR", hours=16, holidays_in="FR", **same)


def _work_on(references: Sequence[str], staff: Staff) -> None:
    """As far as today's cases reach: two are taken, one is handed over, one goes to the lead, four have notes."""
    cases: Iterator[str] = iter(references)
    for actor in (staff.boris, staff.chidi):
        for reference in _next(cases):
            take_refund(actor=actor, reference=reference)
            write_note(actor=actor, reference=reference, text=NOTES[1 if actor is staff.boris else 3])
    for reference in _next(cases):
        hand_over_refund(actor=staff.ana, reference=reference, to=staff.boris.person.email, words=HAND_OVER)
        write_note(actor=staff.ana, reference=reference, text=NOTES[0])
    for reference in _next(cases):
        escalate_refund(actor=staff.ana, reference=reference, why=WHY_ESCALATE)
        write_note(actor=staff.boris, reference=reference, text=NOTES[2])


def _next(cases: Iterator[str]) -> list[str]:
    found = next(cases, None)
    return [found] if found else []
