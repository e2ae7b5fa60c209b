"""Mail, over whatever Django's mail backend is configured to use: SMTP, or a mail service through Anymail."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Sequence

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from customers.brand import brand
from customers.mailbox.addresses import reply_address
from customers.models import Message
from customers.notifications.attachments import Attachment, attachments_of
from customers.notifications.channels import AddressRefused, Answer, Refused, Unreachable
from customers.portal.doors import with_links

_MAIL_ID = re.compile(r"<[!-;=?-~]{3,240}>")

CODE = "email"
_NO_SUCH_ADDRESS = re.compile(r"\b5\.(1\.[0-9]{1,3}|2\.1)\b")
"""The address itself is refused (RFC 3463, 3.2 and 3.3), not this letter, and not us who send it."""

NOT_NOW = (408, 425, 429)
NOT_OUR_READER = (401, 403, 404)
"""The service knows us not, or not any more: that is for the operator, and the letter waits."""


def deliver(message: Message) -> Answer:
    """Hand the message to the mail server; return its answer. One header tells twins apart after a lost answer."""
    text, html = with_links(message)
    headers = {"Message-ID": f"<message-{message.pk}@{settings.MAIL_DOMAIN}>"}
    return send_mail(
        message.to_address,
        message.subject,
        text,
        html,
        headers | _thread(message),
        attachments_of(message),
        reply_address(message),
    )


def _thread(message: Message) -> dict[str, str]:
    """Let a mail program put an answer below the mail that it answers."""
    if not message.words or not message.about:
        return {}
    asked = Message.objects.filter(about=message.about, direction=Message.Direction.IN, pk__lt=message.pk)
    mail_id = asked.exclude(mail_id="").order_by("-pk").values_list("mail_id", flat=True).first() or ""
    return {"In-Reply-To": mail_id, "References": mail_id} if _MAIL_ID.fullmatch(mail_id) else {}


def send_mail(
    address: str,
    subject: str,
    text: str,
    html: str,
    headers: dict[str, str] | None = None,
    attachments: Sequence[Attachment] = (),
    reply_to: str = "",
) -> Answer:
    """Send one mail. Raises Refused or Unreachable."""
    mail = EmailMultiAlternatives(
        subject=subject,
        body=text,
        from_email=brand().sender,
        to=[address],
        reply_to=[reply_to] if reply_to else None,
        headers={"Auto-Submitted": "auto-generated", **(headers or {})},
    )
    mail.attach_alternative(html, "text/html")
    for attachment in attachments:
        mail.attach(*attachment)
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        raise _worded(refusal, *next(iter(refusal.recipients.values()))) from refusal
    except smtplib.SMTPDataError as refusal:
        raise _worded(refusal, refusal.smtp_code, refusal.smtp_error) from refusal
    except AnymailError as trouble:
        raise _of_the_service(trouble) from trouble
    except (smtplib.SMTPException, OSError) as trouble:
        raise Unreachable(str(trouble)) from trouble
    return _answer_to(mail)


def _answer_to(mail: EmailMultiAlternatives) -> Answer:
    """A mail service answers with its own name for the letter; its later news carry that."""
    status = getattr(mail, "anymail_status", None)
    reference = getattr(status, "message_id", None)
    if not isinstance(reference, str):
        return Answer("250")
    return Answer(", ".join(sorted(status.status or ())), reference[:200])  # type: ignore[union-attr]


def _of_the_service(trouble: AnymailError) -> Exception:
    """A refused reader is final, and so is a request that the service will never take; anything else may pass."""
    if isinstance(trouble, AnymailRecipientsRefused):
        return AddressRefused(str(trouble))
    code = trouble.status_code if isinstance(trouble, AnymailAPIError) else None
    is_final = code is not None and 400 <= code < 500 and code not in (*NOT_NOW, *NOT_OUR_READER)
    return (Refused if is_final else Unreachable)(str(trouble))


def _worded(trouble: Exception, code: int, words: bytes | str) -> Exception:
    """4xx means "not now" (a full mailbox, a grey list), 5xx "never" (RFC 5321, 4.2.1)."""
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    if code >= 500:
        return (AddressRefused if _NO_SUCH_ADDRESS.search(said) else Refused)(f"{code} {said}")
    return Unreachable(f"{code} {said}")
