"""What becomes of a question: whether its answer helped, a person after all, settled, redacted, forgotten."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import CUSTOMER, SYSTEM, Actor, acting
from customers.errors import BadInput, NotFound
from refunds import permissions
from refunds.actions.hand_over_question import hand_over_question
from refunds.models import AskedQuestion


def say_whether_it_helped(*, actor: Actor, key: str, helped: bool) -> AskedQuestion:
    """Keep a customer's yes or no; the last one counts. A visitor's question is known by its key alone."""
    with transaction.atomic(), acting(actor):
        question = _own(actor, key)
        question.helped = helped
        question.save(update_fields=["helped"])
    return question


def ask_a_person(*, actor: Actor, key: str) -> AskedQuestion:
    """Hand a question over that was answered, because the customer wishes so."""
    with transaction.atomic(), acting(actor):
        question = _own(actor, key)
        if question.customer is None or not question.question:
            raise BadInput(_("Please sign in and ask there: then a colleague can answer you."), "nobody_to_answer")
        hand_over_question(actor=actor, question=question)
    return question


def settle_question(*, actor: Actor, key: str) -> AskedQuestion:
    """Note that a colleague has seen to it. Settled twice keeps the first name."""
    person = permissions.require(actor, permissions.ANSWER_QUESTIONS)
    with transaction.atomic(), acting(actor):
        question = _locked(key)
        if question.settled_at is None:
            question.settled_at, question.settled_by = clock.now(), person
            question.save(update_fields=["settled_at", "settled_by"])
    return question


def redact_question(*, actor: Actor, key: str) -> AskedQuestion:
    """Take the customer's words out for good; what was answered and who took them out stays."""
    person = permissions.require(actor, permissions.ANSWER_QUESTIONS)
    with transaction.atomic(), acting(actor):
        question = _locked(key)
        if question.redacted_at is None:
            question.question, question.redacted_at, question.redacted_by = "", clock.now(), person
            question.save(update_fields=["question", "redacted_at", "redacted_by"])
    return question


def forget_old_questions() -> int:
    """Delete what is older than questions are kept. Returns how many were."""
    too_old = clock.now() - timedelta(days=settings.QUESTION_DAYS)
    deleted, _by_model = AskedQuestion.objects.filter(created_at__lt=too_old).delete()
    return deleted


def _own(actor: Actor, key: str) -> AskedQuestion:
    """The question, locked, for whom it belongs to; a foreign one looks like none."""
    question = _locked(key)
    if actor.kind == CUSTOMER:
        is_theirs = str(question.customer_id) == actor.id
    elif actor.kind == SYSTEM:
        is_theirs = question.customer_id is None
    else:
        permissions.require(actor, permissions.ANSWER_QUESTIONS)
        is_theirs = True
    if not is_theirs:
        raise _absent()
    return question


def _locked(key: str) -> AskedQuestion:
    rows = AskedQuestion.objects.select_for_update(of=("self",)).select_related("refund__assignee", "customer")
    question = rows.filter(key=key).first() if key.isascii() and "\x00" not in key else None
    if question is None:
        raise _absent()
    return question


def _absent() -> NotFound:
    return NotFound(_("There is no such question."), "question_not_found")
