"""Writing a letter to somebody of the shop. It goes by the same post as the customers' and is in no case's mail."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from customers import clock, doorbell
from customers.brand import brand
from customers.models import Message, User
from customers.together import add


def write_staff_letter(person: User, kind: str, context: dict[str, Any]) -> Message:
    """Keep a letter of this kind for a colleague, due at once. Templates stand under emails/<kind>/."""
    context = {"person": person, "shop": brand().name, "public_url": settings.PUBLIC_URL, **context}
    with translation.override(settings.LANGUAGE_CODE):
        message = add(
            Message(
                person=person,
                kind=kind,
                language=settings.LANGUAGE_CODE,
                to_address=person.email,
                subject=" ".join(render_to_string(f"emails/{kind}/subject.txt", context).split())[:300],
                body_text=render_to_string(f"emails/{kind}/body.txt", context).strip() + "\n",
                body_html=render_to_string(f"emails/{kind}/body.html", context),
                due_at=clock.now(),
            )
        )
    doorbell.ring_after_commit(doorbell.DELIVER_LETTERS)
    return message
