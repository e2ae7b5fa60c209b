"""Answering a letter as its reader would, for the demo: a real mail, quote and all, which takes the same way in."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from django.conf import settings

from customers import clock
from customers.mailbox.addresses import reply_address
from customers.mailbox.keep import keep_mail
from customers.models import Message, ReceivedMail


def answer_letter(letter: Message, text: str, sender: str = "") -> ReceivedMail | None:
    """Write the mail and deliver it; None for a letter that has no reply address."""
    to = reply_address(letter)
    if not to or letter.customer is None:
        return None
    mail = EmailMessage()
    mail["From"] = sender or letter.customer.email
    mail["To"] = to
    mail["Subject"] = f"Re: {letter.subject}"
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = make_msgid(domain="demo.example")
    mail["In-Reply-To"] = f"<message-{letter.pk}@{settings.MAIL_DOMAIN}>"
    quoted = "".join(f"> {line}\n" for line in letter.body_text.splitlines())
    mail.set_content(f"{text}\n\nOn {letter.created_at:%d %b %Y at %H:%M}, {settings.SHOP_NAME} wrote:\n{quoted}")
    return keep_mail(mail.as_bytes())
