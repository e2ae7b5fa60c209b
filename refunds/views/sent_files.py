"""Files out of a form, as the actions take them; and documents out of the store, as browsers get them."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from customers.documents.intake import SentFile
from customers.documents.store import content_of, page_picture
from customers.errors import NotFound
from customers.models import Document

TYPES = {"jpeg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}
SEALED = "sandbox; default-src 'none'"
"""No script, no form, no style: even a browser that guesses wrong runs nothing."""


NEIGHBOURS = 10
"""So many pages to each side are shown small; each costs a process when it is first drawn."""


def sent_files(request: HttpRequest, field: str = "documents") -> list[SentFile]:
    """The files of a form. One over the limit comes with its size and without its bytes."""
    for upload in request.FILES.getlist(field):
        upload.seek(0)  # they may be asked for twice
    return [
        SentFile(
            upload.name or "",
            b"" if (upload.size or 0) > settings.DOCUMENT_MAX_BYTES else upload.read(),
            upload.size or 0,
        )
        for upload in request.FILES.getlist(field)
    ]


def picture(document: Document, number: int, size: str) -> HttpResponse:
    """A page of a document as a picture: drawn anew, so it may stand in a page of ours."""
    if not document.is_picture:
        return _sealed(page_picture(document, number, size), "image/png")
    if number != 1:
        raise NotFound(_("There is no such page."), "page_not_found")
    return _sealed(content_of(document), TYPES[document.kind])


def attachment(document: Document) -> HttpResponse:
    """The document to keep: never shown by a browser, whatever is in it."""
    response = _sealed(content_of(document), TYPES[document.kind])
    name = f"{PurePosixPath(document.name).stem}.{'jpg' if document.kind == 'jpeg' else document.kind}"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def viewer(documents: list[Document], key: str, asked_page: str, route: str, reference: str) -> dict[str, object]:
    """Where the reader stands among all pages of a case's documents, and the way to the neighbours."""
    pages = [(document, number) for document in documents for number in range(1, document.pages + 1)]
    wanted = int(asked_page) if asked_page.isascii() and asked_page.isdigit() and len(asked_page) < 5 else 1
    here = next((at for at, (doc, number) in enumerate(pages) if doc.key == key and number == wanted), None)
    if here is None:
        raise NotFound(_("There is no such page."), "page_not_found")

    def address(at: int) -> str:
        document, number = pages[at]
        return f"{reverse(route, args=[reference, document.key])}?page={number}"

    return {
        "document": pages[here][0],
        "number": wanted,
        "stops": [
            {"document": doc, "number": number, "url": address(at), "current": at == here}
            for at, (doc, number) in enumerate(pages)
            if abs(at - here) <= NEIGHBOURS
        ],
        "previous_url": address(here - 1) if here else "",
        "next_url": address(here + 1) if here + 1 < len(pages) else "",
        "own_url": address(here),
    }


def _sealed(content: bytes, kind: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=kind,
        headers={
            "Cache-Control": "private, no-cache",
            "Content-Security-Policy": SEALED,
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
        },
    )
