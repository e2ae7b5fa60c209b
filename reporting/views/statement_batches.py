"""The statements of all customers of a period: the list with its order form, how far one is, and its file."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from customers.errors import NotFound, RecourseError
from customers.step_up import shown_again
from refunds import permissions
from refunds.views.access import StaffRequest, staff_page
from refunds.views.paging import key_page
from reporting.actions.order_statement import order_statements
from reporting.batches import find_batch
from reporting.models import StatementBatch
from reporting.views.forms import BatchForm
from reporting.views.statements import last_month


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(permissions.REPORT)
def batches(request: StaffRequest) -> HttpResponse:
    """List what was ordered, newest first; a POST orders the statements of everybody."""
    form = BatchForm(request.POST or None, initial=last_month())
    if request.method != "POST":
        return _list(request, form)
    if form.is_valid():
        try:
            ordered = order_statements(actor=request.actor, **form.cleaned_data)
            messages.success(request, _("%s is ordered.") % ordered.reference)
            return redirect("reporting:batch", ordered.reference)
        except RecourseError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    return _list(request, form, 400)


@require_GET
@staff_page(permissions.REPORT)
def batch(request: StaffRequest, reference: str) -> HttpResponse:
    """Show how far one is; while it waits, the page asks again by itself."""
    template = "reporting/_batch.html" if request.htmx else "reporting/batch.html"
    return render(request, template, {"batch": find_batch(reference)})


@require_GET
@staff_page(permissions.REPORT)
@shown_again
def batch_zip(request: StaffRequest, reference: str) -> HttpResponse:
    """Hand out the stored file; it never changes."""
    return cast("HttpResponse", zip_response(find_batch(reference)))


def zip_response(found: StatementBatch) -> FileResponse:
    """The file, streamed. Raises NotFound while there is none."""
    if not found.path or not default_storage.exists(found.path):
        raise NotFound(_("This file is not there yet."), "batch_not_ready")
    response = FileResponse(
        default_storage.open(found.path), as_attachment=True, filename=f"{found.reference}.zip",
        content_type="application/zip",
    )  # fmt: skip
    response["Cache-Control"] = "private, no-store"
    return response


def _list(request: StaffRequest, form: BatchForm, status: int = 200) -> HttpResponse:
    page = key_page(request, StatementBatch.objects.order_by("-created_at", "-id"), "created_at")
    return render(request, "reporting/batches.html", {"form": form, "page": page}, status=status)
