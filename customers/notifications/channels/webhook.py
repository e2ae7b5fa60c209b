"""Messages as signed JSON to one address, by the scheme of standardwebhooks.com: a chat, a help desk, a bridge."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from django.conf import settings
from django.utils.translation import gettext as _

from customers.line import post
from customers.models import Message
from customers.notifications.channels import Answer
from customers.notifications.outcome import outcome_of
from customers.signature import signed_headers

CODE = "webhook"
SHAPE_VERSION = 1


def is_open() -> bool:
    return bool(settings.MESSAGE_WEBHOOK_URL)


def called() -> str:
    return settings.MESSAGE_WEBHOOK_NAME or _("Chat")


def needs_phone() -> bool:
    return bool(settings.MESSAGE_WEBHOOK_NEEDS_PHONE)


def deliver(message: Message) -> Answer:
    """Post the message. The word `text` stands at the top too, where chat programs look for it."""
    message_id = f"msg_{message.pk}"
    said = {
        "id": message_id,
        "type": "message.written",
        "version": SHAPE_VERSION,
        "created_at": message.created_at.isoformat(),
        "text": message.body_text,
        "data": {
            "customer": message.customer.reference if message.customer else "",
            "to": message.to_address,
            "kind": message.kind,
            "about": message.about,
            "language": message.language,
            "subject": message.subject,
            "text": message.body_text,
        },
    }
    body = json.dumps(said, separators=(",", ":"))
    headers = {
        "Content-Type": "application/json",
        **signed_headers(message_id, body, datetime.now(UTC), settings.MESSAGE_WEBHOOK_SECRETS),
    }
    return outcome_of(post(settings.MESSAGE_WEBHOOK_URL, body.encode(), headers))
