"""The file of an export as an answer: streamed from where it lies, so that no process holds it."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse
from django.utils.translation import gettext as _

from customers.errors import NotFound
from reporting.exports.wishes import file_name, shape_of
from reporting.models import Export


def file_answer(found: Export) -> FileResponse:
    """The stored bytes, streamed. Raises NotFound while, or once, there are none."""
    if found.state != Export.State.READY:
        raise NotFound(_("This export has no file now."), "export_not_ready")
    try:
        file = default_storage.open(found.path)
    except FileNotFoundError:
        raise NotFound(_("The file of this export is missing."), "export_missing") from None
    answer = FileResponse(file, as_attachment=True, filename=file_name(found), content_type=shape_of(found).media_type)
    answer["Content-Length"] = found.size_bytes
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Digest"] = f"sha-256={found.sha256}"
    return answer
