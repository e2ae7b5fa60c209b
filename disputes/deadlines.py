"""By when a dispute is answered here, and when somebody is reminded: in working time, before the gateway's own day.

The gateway's day stands as it told it. Ours lies before it, so that a weekend, a holiday or a second person that must
release the answer costs nobody the case.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings

from customers import clock
from customers.actors import Actor
from disputes.models import Dispute, DisputeAnswer
from disputes.owners import give_owner
from refunds.actions.promise_answer import answer_time_for
from refunds.models import AnswerTime
from refunds.working_time import NoWorkingTime

Answered = DisputeAnswer.State
ON_ITS_WAY = (Answered.DUE, Answered.SENDING, Answered.UNKNOWN, Answered.TAKEN)
"""What waits for a second person goes nowhere by itself."""


class Deadline(NamedTuple):
    answer_by: datetime
    remind_at: datetime


def on_news(dispute: Dispute, actor: Actor, *, moved: bool, opened: bool) -> None:
    """Each piece of news sets the deadlines anew and gives what is ours an owner."""
    before = _set_for(dispute)
    keep_deadline(dispute)
    if dispute.state in Dispute.OURS:
        give_owner(dispute)
    if _set_for(dispute) != before:
        dispute.save()


def _set_for(dispute: Dispute) -> tuple[object, ...]:
    return dispute.answer_by, dispute.calendar_at, dispute.escalated_at, dispute.owner_id


def deadline_for(dispute: Dispute) -> Deadline:
    """Our own deadline: some working time before the gateway's, but never more than half of what there was.

    Where the gateway names no day, a person looks within that working time of the opening.
    """
    times = answer_time_for("", dispute.payment.country)
    try:
        answer_by = _answer_by(dispute, times)
        return Deadline(answer_by, times.calendar.before(answer_by, timedelta(hours=times.remind_hours)))
    except NoWorkingTime:
        day = dispute.respond_by or clock.now()
        return Deadline(day, day)


def _answer_by(dispute: Dispute, times: AnswerTime) -> datetime:
    ahead, calendar = timedelta(hours=settings.DISPUTE_ANSWER_HOURS_AHEAD), times.calendar
    if dispute.respond_by is None:
        return calendar.add(dispute.opened_at, ahead)
    whole = calendar.between(dispute.opened_at, dispute.respond_by)
    return calendar.before(dispute.respond_by, min(ahead, whole / 2))


def keep_deadline(dispute: Dispute) -> None:
    """Set the deadlines of a locked dispute as it stands now; the caller saves it. A moved day starts them anew."""
    if dispute.state not in Dispute.OURS:
        dispute.calendar_at = None
        return
    deadline = deadline_for(dispute)
    if dispute.answer_by == deadline.answer_by and (dispute.calendar_at or dispute.escalated_at):
        return
    dispute.answer_by, dispute.escalated_at = deadline.answer_by, None
    dispute.calendar_at = deadline.remind_at if deadline.remind_at > clock.now() else deadline.answer_by


def answer_is_on_its_way(dispute: Dispute) -> bool:
    """Whether what we answer this round has left, or leaves without anybody doing more."""
    if dispute.answered_at is not None:
        return True
    return dispute.answers.filter(round=dispute.round, state__in=ON_ITS_WAY).exists()
