"""What time brings to open cases: a reminder before an answer is due, the leads after; silence of a customer.

`calendar_at` of a case is when it is looked at next; each look moves it on or clears it, so a second look does nothing.
"""

from __future__ import annotations

import structlog
from django.db import transaction

from customers import clock
from customers.actors import Actor, acting
from refunds import notices, staff_notices
from refunds.actions.escalate_refund import put_before_leads
from refunds.actions.hand_out import hand_out
from refunds.actions.lock_refund import lock_if_free
from refunds.actions.promise_answer import go_on_with_promise, take_back_at
from refunds.events import record
from refunds.models import Refund, RefundEvent, StaffNotice

CALENDAR = Actor.system("calendar")
AT_ONCE = 200
State = Refund.State

log = structlog.get_logger(__name__)


def look_at_calendar() -> int:
    """Look at the cases whose time has come, each in its own transaction; what somebody holds waits for the next round.

    Returns how many were moved on.
    """
    due = Refund.objects.filter(calendar_at__lte=clock.now()).order_by("calendar_at")
    return sum(_look_at(refund_id) for refund_id in list(due.values_list("pk", flat=True)[:AT_ONCE]))


def _look_at(refund_id: int) -> bool:
    """One case that breaks must not hold up the others."""
    try:
        with transaction.atomic(), acting(CALENDAR):
            refund = lock_if_free(refund_id)
            if refund is None or refund.calendar_at is None or refund.calendar_at > clock.now():
                return False
            _move_on(refund)
            refund.save()
    except Exception:
        log.exception("calendar.broke", refund=refund_id)
        return False
    return True


def _move_on(refund: Refund) -> None:
    if refund.state == State.NEEDS_INFO:
        _take_back(refund) if _was_asked_again(refund) else _ask_again(refund)
    elif refund.state not in (State.REQUESTED, State.UNDER_REVIEW):
        refund.calendar_at = None
    elif refund.decide_by > clock.now():
        _remind(refund)
    else:
        _escalate(refund)


def _remind(refund: Refund) -> None:
    """Remind whoever has the case; the leads where nobody has it."""
    refund.calendar_at = refund.decide_by
    people = [refund.assignee] if refund.assignee else staff_notices.leads()
    record(refund, "refund.reminded", CALENDAR, to=[person.label for person in people])
    staff_notices.tell_staff(people, StaffNotice.Kind.REMINDER, refund, CALENDAR)


def _escalate(refund: Refund) -> None:
    refund.calendar_at = None
    if refund.escalated_at is None:
        put_before_leads(refund, CALENDAR)


def _was_asked_again(refund: Refund) -> bool:
    return RefundEvent.objects.filter(
        refund=refund, kind="refund.asked_again", happened_at__gte=refund.asked_at or refund.created_at
    ).exists()


def _ask_again(refund: Refund) -> None:
    refund.calendar_at = take_back_at(refund)
    asked = RefundEvent.objects.filter(refund=refund, kind="refund.asked").last()
    record(refund, "refund.asked_again", CALENDAR)
    notices.tell(refund, "asked_again", question=asked.data.get("question", "") if asked else "")


def _take_back(refund: Refund) -> None:
    """Silence is no answer and never a no: a person decides with what there is."""
    came_from = refund.state
    refund.send_to_review()
    go_on_with_promise(refund)
    record(refund, "refund.no_answer", CALENDAR, came_from)
    hand_out(refund)
    if refund.assignee:
        staff_notices.tell_staff([refund.assignee], StaffNotice.Kind.NO_ANSWER, refund, CALENDAR)
