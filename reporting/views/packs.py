"""Monthly packs: the list with its order form, one pack's page, and its two files."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from customers.errors import NotFound, RecourseError
from customers.step_up import shown_again
from refunds import permissions
from refunds.views.access import StaffRequest, note_refusal, staff_page
from refunds.views.paging import key_page
from reporting.actions.order_pack import order_pack
from reporting.models import MonthlyPack
from reporting.views.period_form import PeriodForm, last_month

FILES = {"pdf": ("pdf", "application/pdf"), "zip": ("archive", "application/zip")}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(permissions.REPORT)
def packs(request: StaffRequest) -> HttpResponse:
    """List the packs, newest first; a POST orders one."""
    usual = last_month()
    days = {name: request.GET.get(name, day.isoformat())[:10] for name, day in
            (("since", usual.first_on), ("until", usual.last_on))}  # fmt: skip
    form = PeriodForm(request.POST or None, initial=days)
    if request.method == "POST" and form.is_valid():
        try:
            ordered = order_pack(actor=request.actor, first_on=form.period.first_on, last_on=form.period.last_on)
        except RecourseError as refusal:
            note_refusal(request, refusal)
            form.add_error({"first_on": "since", "last_on": "until"}.get(refusal.field or ""), refusal.message)
        else:
            messages.success(request, _("%s is ordered.") % ordered.reference)
            return redirect("reporting:pack", ordered.reference)
    page = key_page(request, _shown(), "created_at")
    return render(
        request, "reporting/packs.html", {"form": form, "page": page}, status=400 if request.method == "POST" else 200
    )


@require_GET
@staff_page(permissions.REPORT)
def pack(request: StaffRequest, reference: str) -> HttpResponse:
    """Show how far one is; while it waits, the page asks again by itself."""
    template = "reporting/_pack.html" if request.htmx else "reporting/pack.html"
    return render(request, template, {"pack": _find(_shown(), reference)})


@require_GET
@staff_page(permissions.REPORT)
@shown_again
def pack_file(request: StaffRequest, reference: str, ending: str) -> HttpResponse:
    """Hand out the stored bytes; they never change."""
    found = _find(MonthlyPack.objects.filter(state=MonthlyPack.State.READY), reference)
    field, content_type = FILES[ending]
    return HttpResponse(
        bytes(getattr(found, field) or b""),
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{found.reference}.{ending}"',
            "Cache-Control": "private, no-store",
        },
    )


def _shown() -> QuerySet[MonthlyPack]:
    return MonthlyPack.objects.defer("pdf", "archive").select_related("closing").order_by("-created_at", "-id")


def _find(rows: QuerySet[MonthlyPack], reference: str) -> MonthlyPack:
    found = rows.filter(reference=reference).first()
    if found is None:
        raise NotFound(_("There is no such pack."), "pack_not_found")
    return found
