"""Asking the customer for something that is missing, and taking the answer."""

from __future__ import annotations

from django.db import transaction

from customers import clock
from customers.actors import CUSTOMER, Actor, acting
from customers.models import Message
from refunds import notices, permissions
from refunds.actions.hand_out import hand_out
from refunds.actions.keep_wait import shop_asked
from refunds.actions.keep_words import CUSTOMER_ANSWER, DESK, PORTAL, keep_words, sent_already
from refunds.actions.lock_refund import lock_refund, require_state
from refunds.actions.notes import noted, notes_of
from refunds.actions.promise_answer import ask_again_at, go_on_with_promise
from refunds.actions.words import checked_note, require_words
from refunds.events import record
from refunds.models import Refund


def ask_customer(*, actor: Actor, reference: str, question: str, note: str = "") -> Refund:
    """Put the refund on the customer's side with a question, and a note where the colleague adds one.

    Their time to answer does not count against ours.
    """
    words, note = require_words(question, "question"), checked_note(note)
    with transaction.atomic(), acting(actor):
        refund = lock_refund(reference)
        permissions.require(actor, permissions.ASK)
        require_state(refund, Refund.State.REQUESTED, Refund.State.UNDER_REVIEW)
        came_from = refund.state
        refund.ask_customer()
        refund.asked_at = clock.now()
        refund.calendar_at = ask_again_at(refund)
        refund.save()
        record(refund, "refund.asked", actor, came_from, question=words, **noted(actor, note))
        notices.say(refund, "needs_info", words, actor, question=words, notes=notes_of(actor, note))
        shop_asked(refund)
    return refund


def answer_question(*, actor: Actor, reference: str, answer: str) -> Refund:
    """Take the customer's answer and put the refund back before a person. Sent once more, it is the same answer."""
    words = require_words(answer, "answer")
    with transaction.atomic(), acting(actor):
        refund = lock_refund(reference)
        permissions.require_own(actor, refund, permissions.ASK)
        if sent_already(refund, words):
            return refund
        require_state(refund, Refund.State.NEEDS_INFO)
        channel = PORTAL if actor.kind == CUSTOMER else DESK
        take_answer(refund, actor, keep_words(refund, actor, words, kind=CUSTOMER_ANSWER, channel=channel))
    return refund


def take_answer(refund: Refund, actor: Actor, message: Message) -> None:
    """Let what the customer wrote be the answer that a locked refund waits for: it goes back before a person."""
    came_from = refund.state
    refund.send_to_review()
    go_on_with_promise(refund)
    record(refund, "refund.answered", actor, came_from, answer=message.words)
    hand_out(refund)
    refund.save()
