"""Writing a letter to somebody who gave an address, and may be a customer or not: nobody looks it up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from customers import clock, doorbell
from customers.correlation import correlation_id
from customers.models import Customer, Message
from customers.notifications.compose import compose
from customers.together import add


def write_to_address(
    address: str, name: str, kind: str, context: Mapping[str, Any], *, about: str, language: str
) -> Message:
    """Keep a letter of this kind about a case, due at once. `context` as `compose` takes it."""
    letter = compose(kind, language, Customer(name=name, email=address), context)
    message = add(
        Message(
            kind=kind,
            about=about,
            language=language,
            text_number=letter.number,
            to_address=address,
            subject=letter.subject,
            body_text=letter.text,
            body_html=letter.html,
            due_at=clock.now(),
            correlation_id=correlation_id(),
        )
    )
    doorbell.ring_after_commit(doorbell.DELIVER_LETTERS)
    return message
