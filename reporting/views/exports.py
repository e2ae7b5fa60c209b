"""Exports: what was ordered, ordering one, how far it is, and its file; and the ones that are saved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from customers import clock
from customers.errors import NotFound, RecourseError
from customers.step_up import shown_again
from refunds import permissions
from refunds.views.access import StaffRequest, staff_page
from refunds.views.paging import key_page
from reporting.actions import order_export as acts
from reporting.actions.save_export import remove_saved_export, save_export, saved_exports_of
from reporting.exports.answer import file_answer
from reporting.exports.subject import all_subjects, subject_named
from reporting.exports.wishes import (
    JOURNAL,
    JOURNAL_LABEL,
    is_personal,
    shape_label,
    subject_label,
)
from reporting.models import Export
from reporting.periods import shop_day
from reporting.views.export_forms import SaveForm, WishForm

DOOR = staff_page(permissions.EXPORT)


@require_GET
@DOOR
def exports(request: StaffRequest) -> HttpResponse:
    """List what was ordered, newest first, and what can be."""
    page = key_page(request, Export.objects.select_related("saved"), "created_at")
    for export in page.rows:
        _name(export)
    context = {"page": page, "subjects": _subjects(), "kept_days": settings.EXPORT_KEPT_DAYS}
    return render(request, "reporting/exports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@DOOR
def new_export(request: StaffRequest) -> HttpResponse:
    """Ask for what is wanted of one subject; a POST orders it, or keeps it under a name."""
    subject = request.GET.get("subject", "refunds")
    if subject != JOURNAL:
        subject_named(subject)
    is_kept = "keep" in request.POST
    form = WishForm(subject, request.POST or None, initial={**_last_month(), **_last_format(request, subject)})
    save_form = SaveForm(request.POST if is_kept else None)
    if request.method == "POST" and form.is_valid() and (not is_kept or save_form.is_valid()):
        try:
            return _keep(request, form, save_form) if is_kept else _order(request, form)
        except RecourseError as refusal:
            (save_form if refusal.field in save_form.fields else form).take(refusal)
            return _ask(request, form, save_form, refusal.status)
    return _ask(request, form, save_form, 400 if request.method == "POST" else 200)


@require_GET
@DOOR
def export(request: StaffRequest, reference: str) -> HttpResponse:
    """Show how far one is; while it is made, the page asks again by itself."""
    found = _name(acts.found_export(reference))
    context = {
        "export": found,
        "is_personal": is_personal(found),
        "deliveries": found.deliveries.select_related("place").order_by("-id")[:20],
    }
    template = "reporting/_export.html" if request.htmx else "reporting/export.html"
    return render(request, template, context)


@require_GET
@DOOR
@shown_again  # type: ignore[arg-type]
def export_file(request: StaffRequest, reference: str) -> FileResponse:
    """Hand the file out piece by piece."""
    return file_answer(acts.found_export(reference))


@require_POST
@DOOR
def export_cancellation(request: StaffRequest, reference: str) -> HttpResponse:
    """Stop it."""
    return _act(request, reference, lambda: acts.cancel_export(actor=request.actor, reference=reference))


@require_POST
@DOOR
def export_restart(request: StaffRequest, reference: str) -> HttpResponse:
    """Make it once more."""
    return _act(request, reference, lambda: acts.restart_export(actor=request.actor, reference=reference))


@require_GET
@DOOR
def saved_exports(request: StaffRequest) -> HttpResponse:
    """List the person's own and everybody's."""
    page = key_page(request, saved_exports_of(request.user), "created_at")
    for saved in page.rows:
        _name(saved)
    return render(request, "reporting/saved_exports.html", {"page": page})


@require_POST
@DOOR
def saved_export_order(request: StaffRequest, saved_id: int) -> HttpResponse:
    """Order the file that it means today."""
    try:
        ordered = acts.order_saved_export(actor=request.actor, saved_id=saved_id)
    except NotFound:
        raise
    except RecourseError as refusal:
        messages.error(request, refusal.message)
        return redirect("reporting:saved_exports")
    return redirect("reporting:export", ordered.reference)


@require_POST
@DOOR
def saved_export_removal(request: StaffRequest, saved_id: int) -> HttpResponse:
    """Take it away."""
    removed = remove_saved_export(actor=request.actor, saved_id=saved_id)
    messages.success(request, _("%s is removed. What it made stays.") % removed)
    return redirect("reporting:saved_exports")


def _order(request: StaffRequest, form: WishForm) -> HttpResponseRedirect:
    ordered = acts.order_export(actor=request.actor, **form.wish(), **form.days())
    messages.success(request, _("%s is ordered.") % ordered.reference)
    return redirect("reporting:export", ordered.reference)


def _keep(request: StaffRequest, form: WishForm, save_form: SaveForm) -> HttpResponseRedirect:
    saved = save_export(actor=request.actor, **form.wish(), **save_form.cleaned_data)
    messages.success(request, _("%s is saved.") % saved)
    return redirect("reporting:saved_exports")


def _ask(request: StaffRequest, form: WishForm, save_form: SaveForm, status: int) -> HttpResponse:
    subject = all_subjects().get(form.subject)
    context = {
        "form": form,
        "save_form": save_form,
        "title": subject.label if subject else JOURNAL_LABEL,
        "since_label": subject.since_label if subject else "",
        "is_journal": subject is None,
        "tabs": [
            {"label": label, "url": f"?subject={name}", "current": name == form.subject}
            for name, label, _about in _subjects()
        ],
    }
    return render(request, "reporting/new_export.html", context, status=status)


def _subjects() -> list[tuple[str, Any, Any]]:
    rows = [(subject.name, subject.label, subject.about) for subject in all_subjects().values()]
    return [
        *rows,
        (JOURNAL, JOURNAL_LABEL, _("Postings for DATEV, Xero or QuickBooks under the accounts of your books.")),
    ]


def _act(request: StaffRequest, reference: str, act: Callable[[], Any]) -> HttpResponseRedirect:
    acts.found_export(reference)
    try:
        act()
    except RecourseError as refusal:
        messages.error(request, refusal.message)
    return redirect("reporting:export", reference)


def _name(wish: Any) -> Any:
    """Say its subject and shape in words, for a template."""
    wish.subject_label, wish.shape_label = subject_label(wish), shape_label(wish)
    return wish


def _last_format(request: StaffRequest, subject: str) -> dict[str, str]:
    """The shape that the person took last, of rows or of journals."""
    mine = Export.objects.filter(owner=request.user)
    mine = mine.filter(subject=JOURNAL) if subject == JOURNAL else mine.exclude(subject=JOURNAL)
    used = mine.order_by("-created_at", "-id").values_list("format", flat=True).first()
    return {"format": used} if used else {}


def _last_month() -> dict[str, date]:
    last_on = shop_day(clock.now()).replace(day=1) - timedelta(days=1)
    return {"first_on": last_on.replace(day=1), "last_on": last_on}
