"""Mail, over whatever Django's mail backend is configured to use."""

from __future__ import annotations

import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from customers.models import Message
from customers.notifications.channels import Refused, Unreachable

CODE = "email"


def deliver(message: Message) -> str:
    """Hand the message to the mail server; return its answer. One header tells twins apart after a lost answer."""
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body_text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.to_address],
        headers={"Message-ID": f"<message-{message.pk}@{settings.MAIL_DOMAIN}>"},
    )
    mail.attach_alternative(message.body_html, "text/html")
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        raise Refused(str(refusal)) from refusal
    except (smtplib.SMTPException, OSError) as trouble:
        raise Unreachable(str(trouble)) from trouble
    return "250"
