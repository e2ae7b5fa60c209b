"""Looking into a mailbox over IMAP. What was kept is marked as seen there; nothing is deleted."""

from __future__ import annotations

import imaplib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from django.conf import settings

from customers.mailbox.keep import keep_mail

SECONDS = 10
MOST_AT_ONCE = 50
PORTS = {"imaps": 993, "imap": 143}

log = structlog.get_logger(__name__)


class MailboxAway(Exception):
    """The mailbox could not be reached or did not let us in; the next look finds what is there."""


def look_into_mailbox() -> int:
    """Keep every mail that was not seen before. Returns how many were new. Raises MailboxAway."""
    try:
        with _mailbox() as box:
            return sum(_take(box, number) for number in _unseen(box)[:MOST_AT_ONCE])
    except (imaplib.IMAP4.error, OSError) as trouble:
        raise MailboxAway(f"{type(trouble).__name__}: {trouble}"[:300]) from trouble


@contextmanager
def _mailbox() -> Iterator[imaplib.IMAP4]:
    url = urlsplit(settings.IMAP_URL)
    place = url.hostname or "localhost", url.port or PORTS[url.scheme]
    box = (
        imaplib.IMAP4_SSL(*place, timeout=SECONDS) if url.scheme == "imaps" else imaplib.IMAP4(*place, timeout=SECONDS)
    )
    try:
        box.login(unquote(url.username or ""), unquote(url.password or ""))
        folder = unquote(url.path.strip("/")).replace("\\", "").replace('"', "") or "INBOX"
        _require(box.select(f'"{folder}"'))
        yield box
    finally:
        try:
            box.logout()
        except (imaplib.IMAP4.error, OSError):
            log.info("mailbox.left_without_a_word")


def _unseen(box: imaplib.IMAP4) -> list[str]:
    (found,) = _require(box.uid("SEARCH", "UNSEEN"))[:1] or [b""]
    return (found or b"").decode("ascii", "ignore").split()


def _take(box: imaplib.IMAP4, number: str) -> int:
    """Keep one mail, then mark it; one that is too large is marked and left there, for a person to read."""
    size = _size(box, number)
    if size > settings.MAIL_MAX_BYTES:
        log.warning("mailbox.too_large", mail=number, size=size)
        kept = None
    else:
        answer = _require(box.uid("FETCH", number, "(BODY.PEEK[])"))
        raw = next((part[1] for part in answer if isinstance(part, tuple)), b"")
        kept = keep_mail(raw) if raw else None
    _require(box.uid("STORE", number, "+FLAGS", r"(\Seen)"))
    return int(kept is not None)


def _size(box: imaplib.IMAP4, number: str) -> int:
    (said,) = _require(box.uid("FETCH", number, "(RFC822.SIZE)"))[:1] or [b""]
    found = re.search(rb"RFC822\.SIZE (\d{1,18})", said if isinstance(said, bytes) else b"")
    return int(found[1]) if found else 0


def _require(answer: tuple[str, list[Any]]) -> list[Any]:
    state, said = answer
    if state != "OK":
        raise imaplib.IMAP4.error(str(said)[:200])
    return said
