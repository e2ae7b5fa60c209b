"""By when a request is answered, and when somebody is reminded of it: counted in the working time that fits it.

Also until when a customer may ask once more about a no.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import QuerySet

from customers import clock
from customers.prepared import PreparedRows
from customers.shop_days import end_of_day_in
from refunds.models import AnswerTime, Refund

USUAL = AnswerTime(hours=16, remind_hours=2)
"""Two days of eight hours, for a shop that has set no times."""


class Promise(NamedTuple):
    decide_by: datetime
    remind_at: datetime


def answer_time_for(reason: str, country: str) -> AnswerTime:
    """The most specific answer time that fits, in one query."""
    return max(_FITTING(reason=reason, country=country), key=lambda row: row.specificity, default=USUAL)


def _fitting(reason: str, country: str) -> QuerySet[AnswerTime]:
    return AnswerTime.objects.filter(reason__in=["", reason], country__in=["", country])


_FITTING = PreparedRows(_fitting, reason=str, country=str)


def promise_for(reason: str, country: str, asked_at: datetime) -> Promise:
    """When a request of this moment is to be answered."""
    times = answer_time_for(reason, country)
    return promise_within(times, times.span, asked_at)


def promise_within(times: AnswerTime, span: timedelta, start: datetime) -> Promise:
    """The end of a span of working time; the reminder comes before it, or with it where the span is too short."""
    calendar, ahead = times.calendar, span - timedelta(hours=times.remind_hours)
    decide_by = calendar.add(start, span)
    return Promise(decide_by, calendar.add(start, ahead) if ahead > timedelta(0) else decide_by)


def go_on_with_promise(refund: Refund) -> None:
    """Give a case that comes back from the customer the working time that was left when they were asked."""
    times = answer_time_for(refund.reason, refund.payment.country)
    left = times.calendar.between(refund.asked_at, refund.decide_by) if refund.asked_at else times.span
    refund.decide_by, refund.calendar_at = promise_within(times, left, clock.now())
    refund.asked_at = None


def ask_again_at(refund: Refund) -> datetime:
    """When a customer who was asked now, and is silent, is asked again."""
    times = answer_time_for(refund.reason, refund.payment.country)
    return times.calendar.add_days(clock.now(), times.ask_again_days)


def take_back_at(refund: Refund) -> datetime:
    """When a case whose customer was asked again now, and stays silent, comes back to the list."""
    times = answer_time_for(refund.reason, refund.payment.country)
    return times.calendar.add_days(clock.now(), times.back_after_days)


def appeal_until(refund: Refund) -> datetime | None:
    """Until when a customer who is told no now may ask once more: whole days of the shop. None after a second no."""
    if refund.appealed_at is not None:
        return None
    times = answer_time_for(refund.reason, refund.payment.country)
    return end_of_day_in(times.appeal_days, clock.now())
