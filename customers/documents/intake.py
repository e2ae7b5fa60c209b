"""Taking a document in: its name, its first bytes, its inside and a scanner must all agree before a byte is kept."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

import structlog
from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.actors import Actor
from customers.documents.child import ChildFailed, run_child
from customers.documents.examine import MOST_PAGES, MOST_PIXELS, looks_like
from customers.documents.names import checked_name
from customers.documents.store import keep
from customers.errors import BadInput
from customers.models import Customer, Document

EXAMINE_SECONDS = 30
DESCRIPTION_LIMIT = 300

_WHY: dict[str, str | Promise] = {
    "broken": gettext_lazy("“%(name)s” is damaged or not what its name says. Nothing was kept of it."),
    "encrypted": gettext_lazy("“%(name)s” is locked with a password. Send it without one."),
    "script": gettext_lazy("“%(name)s” has a program inside. Print it to a new PDF, then send that."),
    "launch": gettext_lazy("“%(name)s” wants to start a program. Print it to a new PDF, then send that."),
    "embedded": gettext_lazy("“%(name)s” has other files inside. Send them one by one."),
    "too_many_pages": gettext_lazy("“%(name)s” has more than %(pages)d pages. Send the ones that matter."),
    "odd_page": gettext_lazy(
        "“%(name)s” has a page of a size that no paper has. Print it to a new PDF, then send that."
    ),
    "too_many_pixels": gettext_lazy("“%(name)s” has more than %(pixels)d million pixels. Make it smaller."),
    "too_big_inside": gettext_lazy("“%(name)s” unfolds to more than can be looked at. Nothing was kept of it."),
}

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it arrived. `size` may be more than `content` holds: what is over the limit is not read."""

    name: str
    content: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that may be kept: its shown name, what is kept of it, and how it was sent."""

    name: str
    kind: str
    pages: int
    kept: bytes
    sha256: str


def examine_file(sent: SentFile) -> Examined:
    """Look at a file from all sides. Raises BadInput with the sentence for the sender; nothing is kept then."""
    name, promised = checked_name(sent.name)
    require_size(name, sent.size)
    if not looks_like(promised, sent.content):
        _refuse("broken", name)
    _scan(name, sent.content)
    try:
        answer = run_child("customers.documents.examine", [promised], sent.content, EXAMINE_SECONDS)
    except ChildFailed as trouble:
        log.warning("document.not_examined", error=str(trouble)[-300:])
        _refuse("too_big_inside", name)
    head, _newline, kept = answer.partition(b"\n")
    found = json.loads(head)
    if "refused" in found:
        _refuse(found["refused"], name)
    return Examined(name, found["kind"], found["pages"], kept, hashlib.sha256(sent.content).hexdigest())


def keep_document(actor: Actor, customer: Customer, examined: Examined, description: str = "") -> Document:
    """Write the bytes, then the row. Call it inside the transaction that links it to its case."""
    document = Document(
        key=secrets.token_hex(16),
        customer=customer,
        name=examined.name,
        description=description,
        kind=examined.kind,
        pages=examined.pages,
        size_bytes=len(examined.kept),
        sha256=examined.sha256,
        handed_in_by=actor.key,
        handed_in_label=actor.label,
    )
    keep(document, examined.kept)
    document.save(force_insert=True)
    return document


def checked_description(text: str) -> str:
    """Return the trimmed description of a document, or raise BadInput."""
    words = text.strip()
    if len(words) > DESCRIPTION_LIMIT or "\x00" in words:
        raise BadInput(
            _("Please shorten the description to %d characters.") % DESCRIPTION_LIMIT, "text_too_long", "description"
        )
    return words


def megabytes(size: int) -> str:
    return f"{size / 1024**2:.0f}"


def require_size(name: str, size_bytes: int) -> None:
    """Raise BadInput for a file that is empty, or larger than one may be."""
    if size_bytes <= 0:
        raise BadInput(_("“%s” is empty.") % name, "document_empty", "documents")
    if size_bytes > settings.DOCUMENT_MAX_BYTES:
        raise BadInput(
            _("“%(name)s” is larger than %(limit)s MB, the most that one file may have. Nothing was kept of it.")
            % {"name": name, "limit": megabytes(settings.DOCUMENT_MAX_BYTES)},
            "document_too_large",
            "documents",
        )


def _scan(name: str, content: bytes) -> None:
    """Ask the house's malware scanner, if it has one: a callable that returns what it found, or an empty text."""
    if not settings.DOCUMENT_SCANNER:
        return
    scanner: Callable[[bytes], str] = import_string(settings.DOCUMENT_SCANNER)
    if found := scanner(content):
        log.warning("document.malware", found=str(found)[:200])
        raise BadInput(
            _("“%s” was stopped by the malware scanner. Nothing was kept of it.") % name, "malware", "documents"
        )


def _refuse(code: str, name: str) -> NoReturn:
    words = {"name": name, "pages": MOST_PAGES, "pixels": MOST_PIXELS // 1_000_000}
    raise BadInput(str(_WHY[code]) % words, f"document_{code}", "documents")
