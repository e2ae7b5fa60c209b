"""Mail, over whatever Django's mail backend is configured to use."""

from __future__ import annotations

import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from customers.models import Message
from customers.notifications.channels import Refused, Unreachable
from customers.portal.doors import with_links

CODE = "email"


def deliver(message: Message) -> str:
    """Hand the message to the mail server; return its answer. One header tells twins apart after a lost answer."""
    text, html = with_links(message)
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.to_address],
        headers={
            "Message-ID": f"<message-{message.pk}@{settings.MAIL_DOMAIN}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    mail.attach_alternative(html, "text/html")
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        raise _worded(refusal, *next(iter(refusal.recipients.values()))) from refusal
    except smtplib.SMTPDataError as refusal:
        raise _worded(refusal, refusal.smtp_code, refusal.smtp_error) from refusal
    except (smtplib.SMTPException, OSError) as trouble:
        raise Unreachable(str(trouble)) from trouble
    return "250"


def _worded(trouble: Exception, code: int, words: bytes | str) -> Exception:
    """4xx means "not now" (a full mailbox, a grey list), 5xx "never" (RFC 5321, 4.2.1)."""
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    return (Refused if code >= 500 else Unreachable)(f"{code} {said}")
