"""Letters to the people who work here: about their own account, sent at once and kept nowhere, for some hold a link."""

from __future__ import annotations

from collections.abc import Callable
from smtplib import SMTPException
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string

from customers.brand import brand

logger = structlog.get_logger(__name__)


def tell_colleague(address: str, kind: str, context: dict[str, Any], sent: Callable[[], None] | None = None) -> None:
    """Send a letter once the transaction stands; call `sent` if the mail server took it.

    A mail server that is down undoes nothing: the page shows that the letter is still to be sent.
    """
    context = {"shop": brand().name, "public_url": settings.PUBLIC_URL, **context}
    subject = " ".join(render_to_string(f"emails/{kind}/subject.txt", context).split())
    letter = EmailMultiAlternatives(subject, render_to_string(f"emails/{kind}/body.txt", context).strip(), to=[address])
    letter.attach_alternative(render_to_string(f"emails/{kind}/body.html", context), "text/html")

    def send() -> None:
        try:
            letter.send()
        except (OSError, SMTPException):
            logger.warning("letter to a colleague not sent", kind=kind, exc_info=True)
        else:
            if sent is not None:
                sent()

    transaction.on_commit(send)
