"""Where documents lie: under random names in MEDIA_ROOT, with the pictures of PDF pages beside them."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from customers.documents.child import ChildFailed, run_child
from customers.errors import NotFound
from customers.models import Document

PAGE_SECONDS = 30
WIDTHS = {"thumb": 160, "page": 1400}
"""Pixels across of the pictures of a PDF's pages."""

PNG_END = b"IEND\xaeB`\x82"
"""How a whole picture ends. One without it is being written by somebody else just now."""


def keep(document: Document, content: bytes) -> None:
    """Write a new document's bytes."""
    default_storage.save(document.path, ContentFile(content))


def forget(document: Document) -> None:
    """Take back what `keep` wrote, when its row could not be."""
    default_storage.delete(document.path)


def content_of(document: Document) -> bytes:
    """Read a document. Raises NotFound when its file is gone."""
    try:
        return _read(document.path)
    except FileNotFoundError:
        raise NotFound(_("The file of this document is missing."), "document_missing") from None


def page_picture(document: Document, number: int, size: str) -> bytes:
    """Return a page of a PDF as PNG, drawn once and kept. Raises NotFound when there is no such page."""
    if not (1 <= number <= document.pages and size in WIDTHS):
        raise NotFound(_("There is no such page."), "page_not_found")
    path = f"documents/{document.key[:2]}/{document.key}.{number}.{size}.png"
    is_begun = default_storage.exists(path)
    if is_begun and (kept := _read(path)).endswith(PNG_END):
        return kept
    try:
        picture = run_child(
            "customers.documents.darkroom", [str(number), str(WIDTHS[size])], content_of(document), PAGE_SECONDS
        )
    except ChildFailed:
        raise NotFound(_("This page cannot be drawn."), "page_not_drawn") from None
    if not is_begun:
        default_storage.save(path, ContentFile(picture))
    return picture


def _read(path: str) -> bytes:
    with default_storage.open(path) as file:
        return file.read()
