"""Reading a mail: who wrote it, what is new in it, what came along, and whether a machine wrote it.

Nothing in a mail is trusted to be well formed: a head that cannot be read counts as empty, signs that nobody can write
are left out, and what is too much is cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses, parseaddr

from django.conf import settings

from customers.documents.intake import SentFile
from customers.mailbox.addresses import case_in
from customers.mailbox.html_words import words_of_html
from customers.mailbox.keep import addressed_to
from customers.mailbox.newest import newest_words

WHOLE_LIMIT = 20_000
MOST_PARTS = 200
MOST_READ = 200_000
"""So much of the text is looked at; nobody writes more by hand."""

_AUTOMATIC_HEADERS = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Auto-Response-From",
    "List-Id",
    "List-Unsubscribe",
    "Feedback-ID",
)
_AUTOMATIC_PRECEDENCE = {"bulk", "junk", "list", "auto_reply"}
_MACHINES = {"mailer-daemon", "postmaster", "no-reply", "noreply", "do-not-reply", "donotreply"}
_OUR_LETTER = re.compile(r"<message-([0-9]{1,18})@([^<>\s]{1,253})>")
_GAPS = re.compile(r"\n{3,}")
_BLANKS = re.compile(r"[^\S\n\t]")
_OF_PROGRAMS = (".p7s", ".p7m", ".asc", ".vcf", ".ics", ".dat")
"""Signatures, visiting cards and the like, which nobody chose to send."""

_OF_THE_LETTER = ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers")


class Unreadable(Exception):
    """These bytes are no mail that can be read."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a mail server says about a letter of ours: its number, the case in its reply address, and why."""

    message_id: int
    about: str
    is_final: bool
    reason: str


@dataclass(frozen=True, slots=True)
class ReadMail:
    """`words` are what is new, `whole` all that the mail says. `to` are the texts that may hold an address of ours."""

    sender: str
    subject: str
    mail_id: str
    to: list[str]
    words: str
    whole: str
    is_automatic: bool
    bounce: Bounce | None = None
    files: list[SentFile] = field(default_factory=list)


def read_mail(raw: bytes, recipient: str = "") -> ReadMail:
    """Read a mail. Raises Unreadable."""
    try:
        return _read(_parsed(raw), recipient)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, MemoryError) as trouble:
        raise Unreadable(f"{type(trouble).__name__}: {trouble}"[:300]) from trouble


def _parsed(raw: bytes) -> EmailMessage:
    mail = message_from_bytes(raw, policy=default)
    if not isinstance(mail, EmailMessage) or not any(mail.keys()):
        raise Unreadable("There is no head.")
    return mail


def _read(mail: EmailMessage, recipient: str) -> ReadMail:
    parts = _parts(mail)
    sender = _sender(mail)
    text = _text(mail)
    bounce = _bounce(mail, parts)
    return ReadMail(
        sender=sender,
        subject=" ".join(_clean(_head(mail, "Subject")).split())[:300],
        mail_id=_head(mail, "Message-ID").strip()[:250] if _head(mail, "Message-ID").isascii() else "",
        to=addressed_to(_Heads(mail), recipient),
        words=newest_words(text),
        whole=text[:WHOLE_LIMIT],
        is_automatic=_is_automatic(mail, sender),
        bounce=bounce,
        files=list(_files(mail)),
    )


class _Heads:
    """The heads of a mail, each of which may be beyond reading."""

    def __init__(self, mail: EmailMessage) -> None:
        self._mail = mail

    def get_all(self, name: str, default: list[str]) -> list[str]:
        try:
            return [str(value) for value in self._mail.get_all(name, default)]
        except Exception:
            return default


def _head(mail: EmailMessage, name: str) -> str:
    """One head; the standard library's own reader breaks on some (CPython issues 30681 and 88547 among others)."""
    try:
        return str(mail.get(name, ""))
    except Exception:
        return ""


def _sender(mail: EmailMessage) -> str:
    """The one address that it says it is from; none where it names several."""
    addresses = [address for _name, address in getaddresses(_Heads(mail).get_all("From", [])) if "@" in address]
    return _clean(addresses[0]).strip().lower()[:254] if len(addresses) == 1 else ""


def _parts(mail: EmailMessage) -> list[EmailMessage]:
    parts = []
    for part in mail.walk():
        parts.append(part)
        if len(parts) > MOST_PARTS:
            raise Unreadable("It has too many parts.")
    return parts


def _text(mail: EmailMessage) -> str:
    """The body as text; of one that is HTML only, what a reader sees."""
    body = mail.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    said = _decoded(body)  # type: ignore[arg-type]
    if body.get_content_type() == "text/html":
        said = words_of_html(said)
    return _GAPS.sub("\n\n", _clean(said)).strip()


def _decoded(part: EmailMessage) -> str:
    """Bytes to text by the name that the mail gives; by the commonest where that is none."""
    content = part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    try:
        return raw[:MOST_READ].decode(part.get_content_charset("utf-8"), "replace")
    except (LookupError, ValueError):
        return raw[:MOST_READ].decode("utf-8", "replace")


def _clean(text: str) -> str:
    """Without signs that no page and no database can show; line ends as they are here."""
    plain = _BLANKS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    sound = plain.encode("utf-8", "ignore").decode()
    return "".join(sign for sign in sound if sign in "\n\t" or sign.isprintable() or sign in "\u200c\u200d")


def _is_automatic(mail: EmailMessage, sender: str) -> bool:
    """By RFC 3834, and by what mail programs wrote before it: nobody sits there and waits for us."""
    submitted = _head(mail, "Auto-Submitted").strip().lower()
    signs = (
        submitted not in ("", "no"),
        _head(mail, "Return-Path").strip() == "<>",
        _head(mail, "Precedence").strip().lower() in _AUTOMATIC_PRECEDENCE,
        mail.get_content_type() == "multipart/report",
        any(_head(mail, name) for name in _AUTOMATIC_HEADERS),
        sender.partition("@")[0] in _MACHINES,
        not sender,
        _is_our_own(sender),
        bool(_our_letter(_head(mail, "Message-ID"))),
    )
    return any(signs)


def _is_our_own(sender: str) -> bool:
    """Whether a mail says that it is from the house itself: one of our letters that came back, or a forged one."""
    name, _at, domain = settings.MAIL_REPLY_ADDRESS.partition("@")
    is_a_reply_address = bool(domain) and sender.startswith((f"{name}+", f"{name}@")) and sender.endswith(f"@{domain}")
    return is_a_reply_address or sender == parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()


def _our_letter(text: str) -> int:
    """The number of the letter of ours that this names, or 0."""
    found = _OUR_LETTER.search(text)
    return int(found[1]) if found and found[2].lower() == settings.MAIL_DOMAIN.lower() else 0


def _bounce(mail: EmailMessage, parts: list[EmailMessage]) -> Bounce | None:
    """A delivery report (RFC 3464) that gives our letter's own head back, reply address and all."""
    if mail.get_content_type() != "multipart/report":
        return None
    status = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    if status is None:
        return None
    told = _flat(status)
    given_back = "\n".join(_flat(part) for part in parts if part.get_content_type() in _OF_THE_LETTER)
    return Bounce(
        message_id=_our_letter(given_back),
        about=case_in([given_back]),
        is_final=bool(re.search(r"^Action:\s*failed", told, re.IGNORECASE | re.MULTILINE)),
        reason=_reason(told),
    )


def _flat(part: EmailMessage) -> str:
    return part.as_bytes()[:MOST_READ].decode("utf-8", "replace").replace("\r\n", "\n")


def _reason(told: str) -> str:
    found = re.search(r"^Diagnostic-Code:\s*(.+(?:\n[ \t].+)*)", told, re.IGNORECASE | re.MULTILINE)
    found = found or re.search(r"^Status:\s*(.+)", told, re.IGNORECASE | re.MULTILINE)
    return " ".join(_clean(found[1]).split())[:300] if found else ""


def _files(mail: EmailMessage) -> Iterator[SentFile]:
    """What came along, up to what a form would take. Pictures inside the text, as signatures have them, are none."""
    found = 0
    for part in mail.iter_attachments() if mail.is_multipart() else ():
        name, content = _clean(part.get_filename() or "")[:255], part.get_payload(decode=True)
        if not isinstance(content, bytes) or name.lower().endswith(_OF_PROGRAMS):
            continue
        if found >= settings.DATA_UPLOAD_MAX_NUMBER_FILES:
            return
        found += 1
        size = len(content)
        yield SentFile(name, content if size <= settings.DOCUMENT_MAX_BYTES else b"", size)
