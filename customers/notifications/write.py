"""Writing a letter: set once, in the reader's language, inside the transaction that gives the reason for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from customers import doorbell
from customers.actors import Actor
from customers.correlation import correlation_id
from customers.languages import language_of
from customers.models import Customer, Message
from customers.notifications.compose import compose
from customers.notifications.kinds import letter_kind
from customers.notifications.rules import Fate, fate_of
from customers.notifications.short import short_text
from customers.notifications.ways import MAIL, ways_for
from customers.together import add


def write_message(
    customer: Customer,
    kind: str,
    context: Mapping[str, Any],
    about: str = "",
    language: str = "",
    words: str = "",
    said: str = "",
    by: Actor | None = None,
) -> Message:
    """Keep a letter of this kind, due when the rules of messages say, in the customer's language or the one named.

    `context` as `compose` takes it. `words` names the kind whose text is used where that is a variant of `kind`. What
    is needed goes by mail, and in a line or two over the channel that the customer chose; the rest goes there alone.
    `said` is what somebody writes in it, `by` who that is: it stands in the conversation with the customer, once.
    Returns the first of them.
    """
    language = language or language_of(customer)
    letter = compose(words or kind, language, customer, context)
    about_it = {"kind": kind, "about": about, "language": language, "text_number": letter.number}
    mail = {"to_address": customer.email, "body_text": letter.text, "body_html": letter.html}
    spoken, written = _spoken(said, by), []
    for channel in ways_for(letter_kind(kind), customer):
        by_mail = channel == MAIL
        fate = fate_of(letter_kind(kind), customer, by_mail=by_mail)
        body = mail if by_mail else _short(customer, letter.subject, context)
        message = Message(customer=customer, channel=channel, subject=letter.subject, **about_it, **body, **spoken)
        written.append(_keep(message, fate))
        spoken = {}
    return written[0]


def _spoken(said: str, by: Actor | None) -> dict[str, str]:
    if by is None:
        return {"words": said}
    first_name = by.person.first_name if by.person else ""
    return {"words": said, "actor": by.key, "actor_label": by.label, "signed": first_name}


def _short(customer: Customer, subject: str, context: Mapping[str, Any]) -> dict[str, str]:
    text = short_text(subject, context.get("door"))
    return {"to_address": customer.phone or customer.reference, "body_text": text, "body_html": ""}


def _keep(message: Message, fate: Fate) -> Message:
    message.state = Message.State.HELD if fate.held_because else Message.State.QUEUED
    message.held_because, message.due_at, message.correlation_id = fate.held_because, fate.due_at, correlation_id()
    if not fate.held_because:
        doorbell.ring_after_commit(doorbell.DELIVER_LETTERS)
    return add(message)
