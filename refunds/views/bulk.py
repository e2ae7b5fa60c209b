"""Bulk work: the runs, a new one over what was chosen in the list, its check, its confirmation, and its result."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from customers.errors import BadInput, NotFound, RecourseError
from customers.search import typed
from customers.sheets import as_csv, as_xlsx
from customers.step_up import require_shown_lately, shown_again
from refunds import permissions
from refunds.actions.confirm_bulk_run import confirm_bulk_run, stop_bulk_run
from refunds.actions.draft_bulk_run import MOST_ROWS, draft_bulk_run, redo_failed
from refunds.bulk_figures import progress_of, released_sums, totals_of
from refunds.bulk_result import HEADERS, result_rows
from refunds.models import BulkRow, BulkRun
from refunds.views.access import StaffRequest, note_refusal, staff_page
from refunds.views.bulk_forms import BulkForm, ConfirmationForm
from refunds.views.paging import PAGE_ROWS, KeyPage, key_page
from refunds.worklist.filters import WorkFilter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROW_TABS = {"all": {}, "failed": {"state": BulkRow.State.FAILED}, "barred": {"state": BulkRow.State.BARRED}}


@require_GET
@staff_page(permissions.BULK)
def bulk_runs(request: StaffRequest) -> HttpResponse:
    """List the runs, the newest first."""
    page = key_page(request, BulkRun.objects.select_related("person"), "created_at")
    return render(request, "refunds/bulk/runs.html", {"page": page})


@staff_page(permissions.BULK)
def bulk_new(request: StaffRequest) -> HttpResponse:
    """Choose the move for what was selected: numbers (`refund`), or all that fit a filter (`everything`)."""
    try:
        selection = _selection(request)
    except BadInput as refusal:
        return _draw_new(request, BulkForm(request.allowed), None, refusal.message, refusal.status)
    if request.method != "POST" or "move" not in request.POST:
        return _draw_new(request, BulkForm(request.allowed), selection)
    form = BulkForm(request.allowed, request.POST)
    if not form.is_valid():
        return _draw_new(request, form, selection, status=400)
    try:
        run = draft_bulk_run(actor=request.actor, **form.cleaned_data, **selection)
    except RecourseError as refusal:
        note_refusal(request, refusal)
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _draw_new(request, form, selection, status=refusal.status)
    return redirect("refunds:bulk_run", run.reference)


@require_GET
@staff_page(permissions.BULK)
def bulk_run(request: StaffRequest, reference: str) -> HttpResponse:
    """Show a run; while a worker is at it, the page asks for itself again."""
    return _draw(request, _found(reference))


@require_POST
@staff_page(permissions.BULK)
def bulk_confirmation(request: StaffRequest, reference: str) -> HttpResponse:
    """Where one word releases more together than the currency's amount, the person shows again that it is they."""
    run = _found(reference)
    if permissions.shows_again_for(released_sums(run)):
        require_shown_lately(request)
    form = ConfirmationForm(progress_of(run).ready, request.POST)
    status = 400
    if form.is_valid():
        try:
            confirm_bulk_run(actor=request.actor, reference=reference, reason=form.cleaned_data["reason"])
        except RecourseError as refusal:
            note_refusal(request, refusal)
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            status = refusal.status
        else:
            messages.success(request, _("The run has begun. You may leave this page; it goes on."))
            return redirect("refunds:bulk_run", reference)
    return _draw(request, _found(reference), form, status=status)


@require_POST
@staff_page(permissions.BULK)
def bulk_stop(request: StaffRequest, reference: str) -> HttpResponse:
    try:
        stop_bulk_run(actor=request.actor, reference=reference)
    except RecourseError as refusal:
        return _draw(request, _found(reference), refusal=refusal.message, status=refusal.status)
    messages.success(request, _("Stopped. What was done stays done, the rest was left alone."))
    return redirect("refunds:bulk_run", reference)


@require_POST
@staff_page(permissions.BULK)
def bulk_again(request: StaffRequest, reference: str) -> HttpResponse:
    """Open a new run over what this one did not do."""
    try:
        again = redo_failed(actor=request.actor, reference=reference)
    except RecourseError as refusal:
        return _draw(request, _found(reference), refusal=refusal.message, status=refusal.status)
    return redirect("refunds:bulk_run", again.reference)


@require_GET
@staff_page(permissions.BULK)
@shown_again
def bulk_result(request: StaffRequest, reference: str, ending: str) -> HttpResponse:
    """Hand the result out as a table."""
    run = _found(reference)
    headers = [str(header) for header in HEADERS]
    if ending == "csv":
        response = HttpResponse("".join(as_csv(headers, result_rows(run))), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(as_xlsx(headers, result_rows(run), run.reference), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{run.reference}.{ending}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _selection(request: StaffRequest) -> dict[str, Any]:
    """What was chosen, as draft_bulk_run takes it. Raises BadInput for a bad filter or too many numbers."""
    sent = request.POST if request.method == "POST" else request.GET
    if "everything" in sent:
        return {"chosen": WorkFilter.from_query(sent), "searched": typed(sent.get("q", ""))}
    references = [text.strip().upper()[:32] for text in sent.getlist("refund") if "\x00" not in text]
    if len(references) > MOST_ROWS:
        raise BadInput(_("This is more than %d refunds, the most that one run takes.") % MOST_ROWS, "too_many")
    if not references:
        raise BadInput(_("No refund is chosen. Mark some in the list, or take all that fit a filter."), "none_chosen")
    return {"references": references}


def _draw_new(
    request: StaffRequest, form: BulkForm, selection: dict[str, Any] | None, refusal: str = "", status: int = 200
) -> HttpResponse:
    chosen: WorkFilter | None = selection.get("chosen") if selection else None
    context = {
        "form": form,
        "selection": selection,
        "hidden": _as_fields(selection or {}),
        "words": chosen.in_words() if chosen else "",
        "refusal": refusal,
        "most": MOST_ROWS,
    }
    return render(request, "refunds/bulk/new.html", context, status=status)


def _as_fields(selection: dict[str, Any]) -> list[tuple[str, str]]:
    """The selection as hidden fields, so that the next step means the same."""
    if chosen := selection.get("chosen"):
        values = [(name, one) for name, said in chosen.as_json().items() for one in _listed(said)]
        searched = [("q", selection["searched"])] if selection["searched"] else []
        return [("everything", "1"), *searched, *values]
    return [("refund", reference) for reference in selection.get("references", ())]


def _listed(said: str | list[str]) -> list[str]:
    return said if isinstance(said, list) else [said]


def _draw(
    request: StaffRequest, run: BulkRun, form: ConfirmationForm | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    progress = progress_of(run)
    tab = request.GET.get("tab", "all")
    tab = tab if tab in ROW_TABS else "all"
    is_mine = run.person_id == request.user.pk
    context = {
        "run": run,
        "progress": progress,
        "totals": totals_of(run),
        "page": _rows_page(request, run.rows.filter(**ROW_TABS[tab])),
        "tabs": _tabs(tab, progress),
        "form": (form or ConfirmationForm(progress.ready)) if run.state == BulkRun.State.CHECKED else None,
        "is_mine": is_mine,
        "refusal": refusal or _stray(run, form),
        "may_redo": progress.failed and run.state in (BulkRun.State.DONE, BulkRun.State.STOPPED),
        "poll": run.state in BulkRun.WORKING,
    }
    template = "refunds/bulk/_run.html" if request.htmx else "refunds/bulk/run.html"
    return render(request, template, context, status=status)


def _stray(run: BulkRun, form: ConfirmationForm | None) -> str:
    """A refusal whose form is gone, because the run has moved on in the meantime."""
    if form is None or run.state == BulkRun.State.CHECKED:
        return ""
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


def _rows_page(request: StaffRequest, rows: QuerySet[BulkRow]) -> KeyPage:
    """Fifty rows by their number in the run, which never changes."""
    said = request.GET.get("from", "")
    first = int(said) if said.isascii() and said.isdecimal() and len(said) < 8 else 0
    rows = rows.select_related("refund__customer")
    shown = list(rows.filter(number__gte=first).order_by("number")[: PAGE_ROWS + 1])
    before = list(rows.filter(number__lt=first).order_by("-number").values_list("number", flat=True)[:PAGE_ROWS])
    return KeyPage(
        shown[:PAGE_ROWS],
        _rows_from(request, before[-1]) if before else "",
        _rows_from(request, shown[-1].number) if len(shown) > PAGE_ROWS else "",
    )


def _rows_from(request: StaffRequest, number: int) -> str:
    query = request.GET.copy()
    query["from"] = str(number)
    return f"?{query.urlencode()}"


def _tabs(current: str, progress: Any) -> list[dict[str, Any]]:
    words = {
        "all": (_("All rows"), progress.rows),
        "failed": (_("Not done"), progress.failed),
        "barred": (_("Left out"), progress.barred),
    }
    return [
        {"label": label, "url": f"?tab={name}", "count": count, "current": name == current}
        for name, (label, count) in words.items()
    ]


def _found(reference: str) -> BulkRun:
    run = BulkRun.objects.select_related("person", "parent", "colleague").filter(reference=reference).first()
    if run is None:
        raise NotFound(_("There is no such run."), "bulk_run_not_found")
    return run
