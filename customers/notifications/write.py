"""Writing a letter: set once, in the reader's language, inside the transaction that gives the reason for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from customers import clock, doorbell
from customers.actors import Actor
from customers.correlation import correlation_id
from customers.languages import language_of
from customers.models import Customer, Message
from customers.notifications.compose import compose
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
    """Keep a letter of this kind, due at once, in the customer's language unless another one is named.

    `context` as `compose` takes it. `words` names the kind whose text is used where that is a variant of `kind`.
    `said` is what somebody writes in it, `by` who that is: it stands in the conversation with the customer.
    """
    language = language or language_of(customer)
    letter = compose(words or kind, language, customer, context)
    message = add(
        Message(
            customer=customer,
            kind=kind,
            about=about,
            language=language,
            text_number=letter.number,
            to_address=customer.email,
            subject=letter.subject,
            body_text=letter.text,
            body_html=letter.html,
            words=said,
            actor=by.key if by else "",
            actor_label=by.label if by else "",
            signed=by.person.first_name if by and by.person else "",
            due_at=clock.now(),
            correlation_id=correlation_id(),
        )
    )
    doorbell.ring_after_commit(doorbell.DELIVER_LETTERS)
    return message
