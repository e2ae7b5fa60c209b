"""Handing a question over to a person: the one place where what a customer asks leaves the assistant for the desk."""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor
from refunds import staff_notices
from refunds.actions.keep_wait import customer_wrote
from refunds.actions.keep_words import keep_words
from refunds.actions.lock_refund import lock_refund
from refunds.events import record
from refunds.models import AskedQuestion, StaffNotice


def hand_over_question(*, actor: Actor, question: AskedQuestion) -> None:
    """Put the question into the conversation of its case, and before whoever has it, or the leads.

    The caller holds the transaction. It is no answer to a question of ours, whatever we wait for.

    Without a case it waits on the page of questions. Handed over twice is handed over once.
    """
    if question.handed_over_at is not None:
        return
    question.handed_over_at = clock.now()
    question.outcome = AskedQuestion.Outcome.HANDED_OVER
    question.answer = [*question.answer, _("I passed your question on to a colleague, who writes to you.")]
    question.save(update_fields=["handed_over_at", "outcome", "answer"])
    if question.refund is None:
        return
    refund = lock_refund(question.refund.reference)
    if not refund.merged_into_id:
        keep_words(refund, actor, question.question)
        customer_wrote(refund)
    record(refund, "refund.question_asked", actor, question=question.question)
    people = [refund.assignee] if refund.assignee else staff_notices.leads()
    staff_notices.tell_staff(people, StaffNotice.Kind.QUESTION, refund, actor, question.question)
