"""One question when it is over: how was it for the customer."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import CUSTOMER, Actor, acting
from customers.errors import BadInput, Conflict, NotAllowed
from customers.models import User
from refunds import permissions
from refunds.actions.lock_refund import lock_refund
from refunds.actions.words import require_words
from refunds.events import record
from refunds.models import Approval, Feedback, Refund, Rejection
from refunds.models.feedback import WORDS_LIMIT

State = Refund.State


def give_feedback(*, actor: Actor, reference: str, answer: str, words: str = "") -> Feedback:
    """Keep the customer's answer and a line of words. Given once for each refund; it can be changed for a day.

    Raises Conflict while the refund is not over, and for an answer that is older than a day.
    """
    if answer not in Feedback.Answer.values:
        raise BadInput(_("Please choose one of the three answers."), "no_answer", "answer")
    line = " ".join(words.split())
    said = require_words(line, "words", WORDS_LIMIT) if line else ""
    with transaction.atomic(), acting(actor):
        refund = lock_refund(reference)
        if actor.kind != CUSTOMER:
            raise NotAllowed(_("Only the customer can say how it was."), "only_customer")
        permissions.require_own(actor, refund, permissions.ASK)
        feedback = _changeable(refund) or _new(refund)
        feedback.answer, feedback.words = answer, said
        feedback.save()
        record(refund, "refund.feedback", actor, said=str(feedback.get_answer_display()), words=said)
    return feedback


def is_asked_for(refund: Refund) -> bool:
    """Whether it is over, for good as far as the customer can tell."""
    return refund.state == State.COMPLETED or (refund.state == State.REJECTED and not refund.may_be_appealed)


def _changeable(refund: Refund) -> Feedback | None:
    feedback = Feedback.objects.filter(refund=refund).first()
    if feedback is not None and not feedback.is_changeable:
        raise Conflict(_("You told us already. An answer can be changed for a day."), "given_already")
    if feedback is not None:
        feedback.changed_at = clock.now()
    return feedback


def _new(refund: Refund) -> Feedback:
    if not is_asked_for(refund):
        raise Conflict(_("Your refund is not over yet. We ask you how it was when it is."), "not_over")
    return Feedback(refund=refund, outcome=refund.state, reason=refund.reason, decided_by=_who_decided(refund))


def _who_decided(refund: Refund) -> User | None:
    """The person whose word was the last one; None where the policy decided alone."""
    if refund.state == State.REJECTED:
        last = Rejection.objects.filter(refund=refund).select_related("person").last()
        return last.person if last else None
    approval = Approval.every.filter(refund=refund).select_related("approver").last()
    return approval.approver if approval else None
