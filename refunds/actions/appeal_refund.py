"""The customer asks once more about a no. Somebody who had no say in it before decides, by the usual limits."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.errors import Conflict
from refunds import notices, permissions
from refunds.actions.hand_out import hand_out
from refunds.actions.judge_again import judge_again
from refunds.actions.lock_refund import lock_refund
from refunds.actions.promise_answer import answer_time_for, promise_within
from refunds.actions.words import require_words
from refunds.events import record
from refunds.models import Appeal, Approval, Refund, Rejection

WORDS_LIMIT = 2000


def appeal_refund(*, actor: Actor, reference: str, words: str) -> Appeal:
    """Put a request that was turned down before a person again, with what its customer says about it.

    A colleague may pass on what the customer said; then they do not decide it themselves. Raises Conflict where it was
    not turned down, was asked about once more already, or the time for that is over.
    """
    said = require_words(words, "words", WORDS_LIMIT)
    with transaction.atomic(), acting(actor):
        refund = lock_refund(reference)
        require_may_appeal(actor, refund)
        appeal = _open(refund, actor, said)
        judge_again(refund)
        hand_out(refund)
        refund.save()
        notices.tell(refund, "appeal_received", **notices.answer_promised(refund, appeal.answer_by))
    return appeal


def require_may_appeal(actor: Actor, refund: Refund) -> None:
    """Let pass the customer whose refund it is, or who passes it on, once, until the day that they were told."""
    permissions.require_own(actor, refund, permissions.ASK)
    if refund.appealed_at is not None:
        raise Conflict(_("A second look was asked for already; it is given once."), "appealed_already")
    if not refund.may_be_appealed:
        raise Conflict(_("A second look cannot be asked for here, or the time for it is over."), "no_appeal")


def _open(refund: Refund, actor: Actor, words: str) -> Appeal:
    times = answer_time_for(refund.reason, refund.payment.country)
    promise = promise_within(times, timedelta(hours=times.appeal_hours), clock.now())
    barred = _who_had_a_say(refund, actor)
    came_from = refund.state
    refund.appeal()
    refund.decide_by, refund.calendar_at = promise
    if refund.assignee_id in barred:
        refund.assignee = None
    refund.save()
    appeal = Appeal.objects.create(refund=refund, words=words, barred=barred, answer_by=promise.decide_by)
    record(refund, "refund.appealed", actor, came_from, words=words)
    return appeal


def _who_had_a_say(refund: Refund, actor: Actor) -> list[int]:
    """Everybody who said no to it, everybody who once said yes, and whoever passes it on."""
    no = Rejection.objects.filter(refund=refund, person__isnull=False).values_list("person_id", flat=True)
    yes = Approval.every.filter(refund=refund).values_list("approver_id", flat=True)
    passes_it_on = [actor.person.pk] if actor.person else []
    return sorted({*no, *yes, *passes_it_on})
