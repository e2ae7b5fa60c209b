"""Text messages, over any gateway that takes one as an HTTP call: address, method and body are templates."""

from __future__ import annotations

import json
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _

from customers.line import call
from customers.models import Message
from customers.notifications.channels import Answer
from customers.notifications.outcome import outcome_of

CODE = "sms"


def is_open() -> bool:
    return bool(settings.SMS_URL)


def called() -> str:
    return _("Text message (SMS)")


def needs_phone() -> bool:
    return True


def deliver(message: Message) -> Answer:
    """Hand the text to the gateway. One key tells twins apart after a lost answer, where it knows such keys."""
    values = {"to": message.to_address, "text": message.body_text}
    headers = {"Idempotency-Key": f"message-{message.pk}"}
    if settings.SMS_SECRET:
        headers[settings.SMS_SECRET_HEADER] = settings.SMS_SECRET
    body = ""
    if settings.SMS_METHOD != "GET":
        headers["Content-Type"] = settings.SMS_CONTENT_TYPE
        body = _filled(settings.SMS_BODY, values, is_json=settings.SMS_CONTENT_TYPE.startswith("application/json"))
    address = _filled(settings.SMS_URL, values, is_json=False)
    return outcome_of(call(settings.SMS_METHOD, address, body.encode(), headers))


def _filled(template: str, values: dict[str, str], *, is_json: bool) -> str:
    """Put the values where {to} and {text} stand, so that they cannot be read as anything but values."""
    for name, value in values.items():
        written = json.dumps(value)[1:-1] if is_json else quote(value, safe="")
        template = template.replace(f"{{{name}}}", written)
    return template
