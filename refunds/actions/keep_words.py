"""Keeping what a customer wrote, whichever way it came: one row on the case, and the papers that came with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from customers import clock
from customers.actors import Actor
from customers.correlation import correlation_id
from customers.models import Customer, Document, Message, MessageDocument
from refunds.models import Refund

CUSTOMER_WORDS, CUSTOMER_ANSWER = "customer_words", "customer_answer"
"""What a customer wrote of their own accord, and what they answered to a question of ours."""

PORTAL, DESK = "portal", "desk"
"""Ways in beside mail. At the desk a colleague wrote down what the customer said."""

SAME_AGAIN = timedelta(minutes=10)
"""The same words within this time are the same message: a button pressed twice, or the way back in the browser."""


def keep_words(refund: Refund, actor: Actor, words: str, **more: str) -> Message:
    """Write the row for a refund; `more` is what keep_words_about takes."""
    return keep_words_about(refund.customer, refund.reference, actor, words, **more)


def keep_words_about(
    customer: Customer,
    about: str,
    actor: Actor,
    words: str,
    *,
    kind: str = CUSTOMER_WORDS,
    channel: str = PORTAL,
    state: str = Message.State.RECEIVED,
    whole: str = "",
    subject: str = "",
    from_address: str = "",
    mail_id: str = "",
    left_out: str = "",
) -> Message:
    """Write the row. `whole` is all that a mail said where `words` are only what is new in it."""
    return Message.objects.create(
        customer=customer,
        kind=kind,
        about=about,
        direction=Message.Direction.IN,
        channel=channel,
        state=state,
        language="",
        actor=actor.key,
        actor_label=actor.label,
        words=words,
        body_text=whole or words,
        subject=subject,
        from_address=from_address,
        mail_id=mail_id,
        left_out=left_out,
        correlation_id=correlation_id(),
        sent_at=clock.now(),
    )


def add_papers(message: Message, documents: Sequence[Document]) -> None:
    MessageDocument.objects.bulk_create(MessageDocument(message=message, document=document) for document in documents)


def said_already(about: str, words: str, direction: str) -> Message | None:
    """The newest message about a case, of this direction, where it says just this and was written a moment ago."""
    newest = Message.objects.filter(about=about, direction=direction).exclude(words="").order_by("-id")
    last = newest.first()
    is_same = last is not None and last.words == words and last.created_at > clock.now() - SAME_AGAIN
    return last if is_same else None


def sent_already(refund: Refund, words: str) -> Message | None:
    """The customer's same words of a moment ago; never while we wait for an answer, which may repeat an earlier one."""
    if refund.state == Refund.State.NEEDS_INFO:
        return None
    return said_already(refund.reference, words, Message.Direction.IN)
