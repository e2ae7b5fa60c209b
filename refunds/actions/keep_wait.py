"""Since when a customer waits for words of ours, and until when they are due: counted in the working time that fits."""

from __future__ import annotations

from datetime import timedelta

from customers import clock
from refunds.actions.promise_answer import answer_time_for
from refunds.models import Conversation, Refund


def customer_wrote(refund: Refund) -> Conversation:
    """Let the customer's wait begin, if they do not wait already. The refund is locked by the caller."""
    talk = conversation_of(refund)
    talk.last_at = clock.now()
    if talk.waits_since is None:
        times = answer_time_for(refund.reason, refund.payment.country)
        hours = times.next_reply_hours if talk.first_answered_at else times.first_reply_hours
        talk.waits_since = talk.last_at
        talk.answer_by = times.calendar.add(talk.last_at, timedelta(hours=hours))
    talk.save()
    return talk


def shop_wrote(refund: Refund) -> Conversation:
    """End the customer's wait: somebody here wrote to them."""
    talk = conversation_of(refund)
    talk.last_at = clock.now()
    talk.first_answered_at = talk.first_answered_at or talk.last_at
    return end_wait(talk)


def shop_asked(refund: Refund) -> None:
    """A question of ours is words too; where nobody has talked before, it begins no conversation by itself."""
    if Conversation.objects.filter(refund=refund).exists():
        shop_wrote(refund)


def hand_on_wait(stays: Refund, goes: Refund) -> None:
    """Let who waits on a request that is closed into another wait there; what was said stays readable in both."""
    waiting = Conversation.objects.filter(refund=goes, answer_by__isnull=False).first()
    if waiting is None:
        return
    talk = conversation_of(stays)
    if waiting.answer_by and (talk.answer_by is None or waiting.answer_by < talk.answer_by):
        talk.waits_since, talk.answer_by = waiting.waits_since, waiting.answer_by
    talk.last_at = max(talk.last_at, waiting.last_at)
    talk.save()
    end_wait(waiting)


def end_wait(talk: Conversation) -> Conversation:
    talk.waits_since = talk.answer_by = talk.late_told_at = None
    talk.save()
    return talk


def conversation_of(refund: Refund) -> Conversation:
    """The one row of this case, made when it is first needed."""
    talk, _created = Conversation.objects.get_or_create(refund=refund, defaults={"last_at": clock.now()})
    return talk
