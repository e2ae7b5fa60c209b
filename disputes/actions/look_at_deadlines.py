"""What time brings to disputes that are ours: an owner, a reminder, the leads, and in the end the missed deadline.

`calendar_at` of a dispute is when it is looked at next; each look moves it on, so a second look does nothing.
"""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import Q

from customers import clock
from customers.actors import Actor, acting
from disputes import staff_notices
from disputes.actions.lock_dispute import lock_if_free
from disputes.actions.take_dispute import follow_up
from disputes.deadlines import answer_is_on_its_way, keep_deadline
from disputes.events import record
from disputes.models import Dispute, DisputeAnswer
from disputes.owners import give_owner
from refunds.models import StaffNotice

CALENDAR = Actor.system("calendar")
AT_ONCE = 200
GRACE = timedelta(hours=6)
"""How long after its day we wait for the gateway's own word before we call a deadline missed."""
ASK_AGAIN = timedelta(hours=1)
Kind = StaffNotice.Kind

log = structlog.get_logger(__name__)


def look_at_deadlines() -> int:
    """Look at the disputes whose time has come and at those that nobody at work has, each in its own transaction.

    What somebody holds waits for the next round. Returns how many were moved on.
    """
    now = clock.now()
    due = Dispute.objects.filter(calendar_at__lte=now).order_by("calendar_at").values_list("pk", flat=True)
    ours = Dispute.objects.filter(state__in=Dispute.OURS).order_by("answer_by", "id")
    left = ours.filter(Q(owner=None) | Q(owner__is_active=False) | Q(calendar_at=None)).values_list("pk", flat=True)
    wanted = dict.fromkeys([*due[:AT_ONCE], *left[:AT_ONCE]])
    return sum(_look_at(dispute_id) for dispute_id in wanted)


def _look_at(dispute_id: int) -> bool:
    """One dispute that breaks must not hold up the others."""
    try:
        with transaction.atomic(), acting(CALENDAR):
            dispute = lock_if_free(dispute_id)
            if dispute is None:
                return False
            before = dispute.calendar_at, dispute.owner_id
            _move_on(dispute)
            if (dispute.calendar_at, dispute.owner_id) == before:
                return False
            dispute.save()
    except Exception:
        log.exception("dispute.calendar_broke", dispute=dispute_id)
        return False
    return True


def _move_on(dispute: Dispute) -> None:
    if dispute.state not in Dispute.OURS:
        dispute.calendar_at = None
        return
    give_owner(dispute)
    if dispute.calendar_at is None:
        keep_deadline(dispute)
    now = clock.now()
    if dispute.calendar_at is None or dispute.calendar_at > now or dispute.answer_by is None:
        return
    if dispute.respond_by is not None and dispute.respond_by + GRACE <= now:
        _miss(dispute)
    elif dispute.answer_by <= now:
        _escalate(dispute)
    else:
        _remind(dispute)


def _remind(dispute: Dispute) -> None:
    dispute.calendar_at = dispute.answer_by
    people = [dispute.owner] if dispute.owner else staff_notices.leads()
    record(dispute, "dispute.reminded", CALENDAR, to=[person.label for person in people])
    staff_notices.tell(people, Kind.DISPUTE_DUE, dispute, CALENDAR)


def _escalate(dispute: Dispute) -> None:
    """Ours is over: the leads hear of it once, and the case is looked at again when the gateway's day is over too."""
    dispute.calendar_at = dispute.respond_by + GRACE if dispute.respond_by else clock.now() + ASK_AGAIN * 24
    if dispute.escalated_at is None and not answer_is_on_its_way(dispute):
        dispute.escalated_at = clock.now()
        record(dispute, "dispute.escalated", CALENDAR)
        staff_notices.tell(staff_notices.leads(), Kind.DISPUTE_ESCALATED, dispute, CALENDAR)


def _miss(dispute: Dispute) -> None:
    """The day has passed. While an answer of ours is on its way, or the gateway counts one, nothing is missed."""
    if answer_is_on_its_way(dispute) or dispute.answers_there:
        dispute.calendar_at = clock.now() + ASK_AGAIN
        return
    for answer in dispute.answers.filter(round=dispute.round, state=DisputeAnswer.State.WAITING):
        answer.take_back()
        answer.save()
    came_from = dispute.state
    dispute.expire()
    dispute.save()
    record(dispute, "dispute.expired", CALENDAR, came_from, respond_by=str(dispute.respond_by))
    follow_up(dispute, None, CALENDAR, moved=True, opened=False)
