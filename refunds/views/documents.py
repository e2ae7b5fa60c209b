"""The documents of a case for staff: handing in, the viewer, the pictures and the files."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from customers.errors import NotFound, RecourseError
from refunds.actions.hand_in_documents import document_of, documents_of, hand_in_documents
from refunds.screens import refund_in_full
from refunds.views import sent_files
from refunds.views.access import StaffRequest, note_refusal, staff_page
from refunds.views.refund_page import draw


@require_POST
@staff_page()
def documents(request: StaffRequest, reference: str) -> HttpResponse:
    """Take documents in, and come back to the case; a refusal is said there, and nothing was kept."""
    description = request.POST.get("description", "")
    try:
        kept = hand_in_documents(
            actor=request.actor,
            reference=reference,
            files=sent_files.sent_files(request),
            description=description,
        )
    except NotFound:
        raise
    except RecourseError as refusal:
        note_refusal(request, refusal)
        shown = refund_in_full(reference, request.user)
        return draw(request, shown, status=refusal.status, refusal=refusal.message, typed=description[:300])
    said = ngettext("%d document was added.", "%d documents were added.", len(kept)) % len(kept)
    messages.success(request, said)
    return redirect(reverse("refunds:refund", args=[reference]) + "#documents")


@require_safe
@staff_page()
def document(request: StaffRequest, reference: str, key: str) -> HttpResponse:
    """The viewer: one page, large, with all others beside it."""
    found = document_of(reference, key)
    stops = sent_files.viewer(documents_of(reference), key, request.GET.get("page", "1"), "refunds:document", reference)
    context = {**stops, "found": found, "reference": reference, "is_full": request.GET.get("size") == "full"}
    return render(request, "refunds/document.html", context)


@require_safe
@staff_page()
def picture(request: StaffRequest, reference: str, key: str, number: int, size: str) -> HttpResponse:
    return sent_files.picture(document_of(reference, key), number, size)


@require_safe
@staff_page()
def file(request: StaffRequest, reference: str, key: str) -> HttpResponse:
    return sent_files.attachment(document_of(reference, key))
