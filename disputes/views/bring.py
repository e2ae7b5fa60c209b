"""Bringing in disputes from a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from customers.errors import BadInput, RecourseError
from disputes.actions.bring_dispute import COLUMNS, MOST_BYTES, NEEDED, TROUBLES_SHOWN, Brought, bring_file
from refunds import permissions
from refunds.views.access import StaffRequest, staff_page


class FileForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("File"), allow_empty_file=True)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(permissions.BRING_DISPUTES)
def bring(request: StaffRequest) -> HttpResponse:
    """Show the form; a POST brings the file in, line by line, and says what came of it."""
    if request.method != "POST":
        return _draw(request, FileForm())
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _draw(request, form, status=400)
    file = form.cleaned_data["file"]
    try:
        if file.size > MOST_BYTES:
            raise BadInput(_("The file is larger than %d MB.") % (MOST_BYTES // 1024**2), "file_too_large", "file")
        brought = bring_file(actor=request.actor, content=file.read())
    except RecourseError as refusal:
        form.add_error("file" if refusal.field == "file" else None, refusal.message)
        return _draw(request, form, status=refusal.status)
    return _draw(request, FileForm(), brought)


def _draw(request: StaffRequest, form: FileForm, brought: Brought | None = None, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "brought": brought,
        "troubles": brought.troubles[:TROUBLES_SHOWN] if brought else [],
        "needed": NEEDED,
        "more": [name for name in COLUMNS if name not in NEEDED],
    }
    return render(request, "disputes/import.html", context, status=status)
