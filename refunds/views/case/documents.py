"""The documents of a case, and the form for more."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from customers.documents.intake import megabytes
from refunds import permissions
from refunds.models import Refund
from refunds.views.access import StaffRequest


def panel(request: StaffRequest, refund: Refund, refusal: str = "", typed: str = "") -> dict[str, Any]:
    """Documents, oldest first; `refusal` is the sentence of an upload that was not taken."""
    documents = [paper.document for paper in refund.papers.all()]
    room = settings.DOCUMENTS_PER_CASE - len(documents)
    return {
        "documents": documents,
        "may_upload": permissions.NOTE in request.allowed and room > 0 and not refund.merged_into_id,
        "upload_limits": {
            "megabytes": megabytes(settings.DOCUMENT_MAX_BYTES),
            "at_once": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        },
        "upload_refusal": refusal,
        "upload_typed": typed,
    }
