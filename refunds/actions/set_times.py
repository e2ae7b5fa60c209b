"""How long an answer may take: set by a manager."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.codes import checked_country
from customers.errors import BadInput, Conflict, NotFound
from refunds import permissions
from refunds.models import AnswerTime, Refund
from refunds.models.times import MOST_APPEAL_DAYS, MOST_DAYS, MOST_HOURS, USUAL_REPLY_HOURS
from refunds.working_time import countries_with_holidays

WEEK = range(1, 8)


def save_answer_time(
    *,
    actor: Actor,
    hours: int,
    remind_hours: int,
    days: Sequence[int],
    opens_at: time,
    closes_at: time,
    ask_again_days: int,
    back_after_days: int,
    first_reply_hours: int = USUAL_REPLY_HOURS,
    next_reply_hours: int = USUAL_REPLY_HOURS,
    reason: str = "",
    country: str = "",
    holidays_in: str = "",
    answer_time_id: int | None = None,
    appeal_days: int | None = None,
    appeal_hours: int | None = None,
) -> AnswerTime:
    """Write an answer time, or change the one with this number. Requests already open keep what they were promised.

    The times of a second look stay as they are where none are given.

    Raises BadInput for times that nobody could keep, Conflict for a second row about the same; then nothing is written.
    """
    with transaction.atomic(), acting(actor):
        permissions.require(actor, permissions.SET_TIMES)
        row = _found(answer_time_id) if answer_time_id else AnswerTime()
        _require_default_stays(row, reason, country)
        row.reason, row.country, row.holidays_in = reason, country, holidays_in
        row.hours, row.remind_hours = hours, remind_hours
        row.first_reply_hours, row.next_reply_hours = first_reply_hours, next_reply_hours
        row.days, row.opens_at, row.closes_at = sorted(set(days)), opens_at, closes_at
        row.ask_again_days, row.back_after_days = ask_again_days, back_after_days
        row.appeal_days = row.appeal_days if appeal_days is None else appeal_days
        row.appeal_hours = row.appeal_hours if appeal_hours is None else appeal_hours
        check_answer_time(row)
        _save_once(row)
    return row


def remove_answer_time(*, actor: Actor, answer_time_id: int) -> None:
    """Remove an exception; the times for everything else stay."""
    with transaction.atomic(), acting(actor):
        permissions.require(actor, permissions.SET_TIMES)
        row = _found(answer_time_id)
        if not (row.reason or row.country):
            raise Conflict(_("The times for everything else can be changed, not removed."), "default_stays")
        row.delete()


def check_answer_time(row: AnswerTime) -> None:
    """Raise BadInput for times that cannot be meant."""
    if row.reason and row.reason not in Refund.Reason.values:
        raise BadInput(_("Choose a reason from the list."), "unknown_reason", "reason")
    checked_country(row.country)
    if row.holidays_in and row.holidays_in not in countries_with_holidays():
        raise BadInput(_("The public holidays of this country are not known here."), "no_holidays", "holidays_in")
    if not 1 <= row.hours <= MOST_HOURS:
        raise BadInput(_("Give 1 to 720 working hours."), "bad_hours", "hours")
    for name in ("first_reply_hours", "next_reply_hours"):
        if not 1 <= getattr(row, name) <= MOST_HOURS:
            raise BadInput(_("Give 1 to 720 working hours."), "bad_hours", name)
    if not 0 <= row.remind_hours < row.hours:
        raise BadInput(_("Remind later than the request comes in, and before the answer is due."), "bad_reminder",
                       "remind_hours")  # fmt: skip
    if not row.days or not set(row.days) <= set(WEEK):
        raise BadInput(_("Choose at least one working day."), "no_working_day", "days")
    if row.closes_at != time(0) and row.closes_at <= row.opens_at:
        raise BadInput(_("Work must end after it begins. 00:00 is the end of the day."), "bad_closing", "closes_at")
    for name in ("ask_again_days", "back_after_days"):
        if not 1 <= getattr(row, name) <= MOST_DAYS:
            raise BadInput(_("Give 1 to 60 working days."), "bad_days", name)
    if not 1 <= row.appeal_days <= MOST_APPEAL_DAYS:
        raise BadInput(_("Give 1 to 365 days."), "bad_days", "appeal_days")
    if not 1 <= row.appeal_hours <= MOST_HOURS:
        raise BadInput(_("Give 1 to 720 working hours."), "bad_hours", "appeal_hours")


def _found(answer_time_id: int) -> AnswerTime:
    row = AnswerTime.objects.select_for_update().filter(pk=answer_time_id).first()
    if row is None:
        raise NotFound(_("There is no such answer time."), "answer_time_not_found")
    return row


def _require_default_stays(row: AnswerTime, reason: str, country: str) -> None:
    """The row for everything else must not turn into an exception, or nothing would fit the rest."""
    if row.pk and not (row.reason or row.country) and (reason or country):
        raise BadInput(
            _("These are the times for everything else. Add an exception beside them instead."),
            "default_stays",
            "reason",
        )


def _save_once(row: AnswerTime) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Conflict(
            _("There already are times for this reason and country. Change those."), "answer_time_exists", "reason"
        ) from None
