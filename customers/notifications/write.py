"""Writing a letter: rendered once, in the reader's language, inside the transaction that gives the reason for it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from customers import clock, doorbell
from customers.correlation import correlation_id
from customers.models import Customer, Message
from customers.together import add


def write_message(customer: Customer, kind: str, context: dict[str, Any], about: str = "") -> Message:
    """Keep a letter of this kind, due at once. Templates stand under emails/<kind>/."""
    context = {"customer": customer, "shop": settings.SHOP_NAME, "public_url": settings.PUBLIC_URL, **context}
    with translation.override(customer.language):
        message = add(
            Message(
                customer=customer,
                kind=kind,
                about=about,
                language=customer.language,
                to_address=customer.email,
                subject=" ".join(_render(kind, "subject.txt", context).split()),
                body_text=_render(kind, "body.txt", context).strip() + "\n",
                body_html=_render(kind, "body.html", context),
                due_at=clock.now(),
                correlation_id=correlation_id(),
            )
        )
    doorbell.ring_after_commit(doorbell.DELIVER_LETTERS)
    return message


def _render(kind: str, part: str, context: dict[str, Any]) -> str:
    return render_to_string(f"emails/{kind}/{part}", context)
