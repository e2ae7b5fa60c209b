"""Files that come in by pieces, before the request that they belong to: open one, ask how far it is, go on, give up.

Headers as tus has them: Upload-Length, Upload-Offset. Answers and refusals are JSON, for the script that sends.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from customers.documents.intake import SentFile, megabytes
from customers.documents.resumable import (
    LARGEST_PIECE,
    WrongOffset,
    add_piece,
    arrived_files,
    begin_upload,
    drop_uploads,
    take_whole,
    upload_of,
    uploads_named,
)
from customers.errors import BadInput, RecourseError
from customers.models import Customer, Upload
from customers.portal.pages import WINDOW_SECONDS, View, portal_page
from customers.rate_limits import require_allowance
from refunds.views.sent_files import sent_files

PIECES_PER_MINUTE = 600
FIELD = "upload"
"""The field of a form that names what arrived by pieces."""
TAKEN, MOST_REMEMBERED = "taken_uploads", 40
"""Where a session remembers the keys of what forms took over, and how many of them."""


def answered_in_json(view: Callable[Concatenate[HttpRequest, Customer, ...], HttpResponse]) -> View:
    """Like portal_page, for the script: a refusal comes with its sentence as JSON."""

    @portal_page
    @wraps(view)
    def page(request: HttpRequest, customer: Customer, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, customer, *args, **kwargs)
        except RecourseError as refusal:
            response = JsonResponse({"code": refusal.code, "message": refusal.message}, status=refusal.status)
            if isinstance(refusal, WrongOffset):
                response["Upload-Offset"] = str(refusal.received_bytes)
            return response

    return page


@require_POST
@answered_in_json
def uploads(request: HttpRequest, customer: Customer) -> HttpResponse:
    """Open an upload by name, size and check sum; the same file again goes on where it broke off."""
    upload = begin_upload(
        customer=customer,
        session=session_of(request),
        name=request.POST.get("name", ""),
        size_bytes=_whole_number(request.POST.get("size", "")),
        sha256=request.POST.get("sha256", ""),
    )
    response = JsonResponse({"key": upload.key, "name": upload.name}, status=201)
    response["Location"] = reverse("my:upload", args=[upload.key])
    return _how_far(response, upload)


@require_http_methods(["HEAD", "PATCH", "DELETE"])
@answered_in_json
def upload(request: HttpRequest, customer: Customer, key: str) -> HttpResponse:
    """HEAD says how far it is, PATCH brings the next piece, DELETE gives it up."""
    session = session_of(request)
    if request.method == "DELETE":
        drop_uploads(customer, session, [key])
        return HttpResponse(status=204)
    if request.method == "HEAD":
        return _how_far(HttpResponse(), upload_of(customer, session, key))
    require_allowance(str(customer.pk), "pieces", _pieces_per_minute(), WINDOW_SECONDS)
    offset = _whole_number(request.headers.get("Upload-Offset", ""))
    content = _piece(request)
    return _how_far(
        HttpResponse(status=204),
        add_piece(customer=customer, session=session, key=key, offset=offset, content=content),
    )


def session_of(request: HttpRequest) -> str:
    """The session that an upload is bound to, as a hash: nobody takes a session over from a stored row."""
    return hashlib.sha256(f"upload {request.session.session_key}".encode()).hexdigest()


def files_of(request: HttpRequest, customer: Customer, were_taken: bool = False) -> list[SentFile]:
    """All files of a form: those in its body, and those that arrived by pieces before it.

    Raises BadInput for one that has not arrived; with `were_taken`, a form before this one may have taken some.
    """
    keys, session = request.POST.getlist(FIELD), session_of(request)
    if were_taken:
        keys = [upload.key for upload in uploads_named(customer, session, keys)]
    return [*sent_files(request), *arrived_files(customer, session, keys)]


def forget_taken(request: HttpRequest, customer: Customer) -> None:
    """Delete what a form took over, and remember that it did."""
    if keys := request.POST.getlist(FIELD):
        drop_uploads(customer, session_of(request), keys)
        request.session[TAKEN] = [*request.session.get(TAKEN, ()), *keys][-MOST_REMEMBERED:]


def was_taken(request: HttpRequest) -> bool:
    """Whether all that a form brings was taken over before: it is sent again, over a line that broke."""
    keys = set(request.POST.getlist(FIELD))
    return bool(keys) and not sent_files(request) and keys <= set(request.session.get(TAKEN, ()))


def kept_files(request: HttpRequest, customer: Customer) -> list[Upload]:
    """The files of a form that could not be sent yet, to be shown with it again: they need not be chosen anew."""
    kept = uploads_named(customer, session_of(request), request.POST.getlist(FIELD))
    for file in sent_files(request):
        try:
            kept.append(take_whole(customer=customer, session=session_of(request), file=file))
        except RecourseError:  # the form says already what is wrong, or will when it is sent again
            continue
    return kept


def upload_limits() -> dict[str, Any]:
    """What a form says of its files, and its script keeps to."""
    return {
        "megabytes": megabytes(settings.DOCUMENT_MAX_BYTES),
        "at_once": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        "bytes": settings.DOCUMENT_MAX_BYTES,
    }


def _how_far(response: HttpResponse, upload: Upload) -> HttpResponse:
    response["Upload-Offset"], response["Upload-Length"] = str(upload.received_bytes), str(upload.size_bytes)
    response["Upload-Name"] = quote(upload.name)
    return response


def _piece(request: HttpRequest) -> bytes:
    """The body, unless it is too long by its own word, or broke off."""
    if _whole_number(request.headers.get("Content-Length", "")) > LARGEST_PIECE:
        raise BadInput(_("A piece has between 1 and %d bytes.") % LARGEST_PIECE, "bad_piece")
    try:
        return request.body
    except (UnreadablePostError, RawPostDataException):
        raise BadInput(_("The piece broke off. Send it again."), "bad_piece") from None


def _whole_number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 12):
        raise BadInput(_("Give a whole number."), "bad_number")
    return int(text)


def _pieces_per_minute() -> int:
    return PIECES_PER_MINUTE if settings.PORTAL_POSTS_PER_MINUTE else 0
