"""Keeping a mail that came in: whole and once, whichever way and however often it comes."""

from __future__ import annotations

import hashlib
from email.parser import BytesHeaderParser
from email.policy import compat32

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from customers.mailbox.addresses import case_in
from customers.models import ReceivedMail

ADDRESSED = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
"""Where a mail says to whom it went; what its carrier told us comes first."""


def keep_mail(raw: bytes, recipient: str = "") -> ReceivedMail | None:
    """Write the bytes, then the row; None for a mail that we have. `recipient` is whom the carrier had it for.

    It is due at once. Bytes without a row, as a crash leaves them, are written again with the next delivery.
    """
    recipient = recipient.replace("\x00", "").encode("utf-8", "replace").decode()[:254]
    key = _key(raw, recipient)
    if ReceivedMail.objects.filter(key=key).exists():
        return None
    mail = ReceivedMail(key=key, recipient=recipient, size_bytes=len(raw))
    default_storage.delete(mail.path)
    default_storage.save(mail.path, ContentFile(raw))
    kept, is_new = ReceivedMail.objects.get_or_create(
        key=key, defaults={"recipient": recipient, "size_bytes": len(raw)}
    )
    return kept if is_new else None


def raw_of(mail: ReceivedMail) -> bytes:
    """The mail as it came. Raises FileNotFoundError once it was forgotten."""
    with default_storage.open(mail.path) as file:
        return file.read()


def forget_mail(mail: ReceivedMail) -> None:
    """Delete what a mail said; what became of it stays known."""
    default_storage.delete(mail.path)


def addressed_to(headers: object, recipient: str) -> list[str]:
    """Everything in a mail's head that says to whom it went."""
    found = [str(value) for name in ADDRESSED for value in headers.get_all(name, [])]  # type: ignore[attr-defined]
    return [recipient, *found]


def _key(raw: bytes, recipient: str) -> str:
    """The name that the sender's program gave it, for this case; without a name the whole of it."""
    headers = BytesHeaderParser(policy=compat32).parsebytes(raw)
    name = str(headers.get("Message-ID", "")).strip()
    about = case_in(addressed_to(headers, recipient))
    said = f"{name}\n{about}".encode("utf-8", "replace") if name else raw
    return hashlib.sha256(said).hexdigest()
