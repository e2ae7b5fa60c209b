"""Handing a question over to a person: the one place where what a customer asks leaves the assistant for the desk."""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor
from refunds import staff_notices
from refunds.events import record
from refunds.models import AskedQuestion, StaffNotice


def hand_over_question(*, actor: Actor, question: AskedQuestion) -> None:
    """Put the question on its case and before whoever has it, or the leads; the caller holds the transaction.

    Without a case it waits on the page of questions. Handed over twice is handed over once.
    """
    if question.handed_over_at is not None:
        return
    question.handed_over_at = clock.now()
    question.outcome = AskedQuestion.Outcome.HANDED_OVER
    question.answer = [*question.answer, _("I passed your question on to a colleague, who writes to you.")]
    question.save(update_fields=["handed_over_at", "outcome", "answer"])
    refund = question.refund
    if refund is None:
        return
    record(refund, "refund.question_asked", actor, question=question.question)
    people = [refund.assignee] if refund.assignee else staff_notices.leads()
    staff_notices.tell_staff(people, StaffNotice.Kind.QUESTION, refund, actor, question.question)
