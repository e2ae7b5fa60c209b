"""Settlement reports: taking one in, how far it is compared, and the days to the cent."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers import clock
from customers.errors import BadInput, NotFound, RecourseError
from refunds import permissions, truth
from refunds.actions.import_settlement import MOST_BYTES, MOST_LINES, fetch_settlement, import_settlement
from refunds.gateways.accounts import gateway_accounts
from refunds.models import Difference, SettlementDay, SettlementReport
from refunds.settlements import generic_csv
from refunds.views.access import StaffRequest, note_refusal, staff_page
from refunds.views.paging import key_page
from refunds.views.sent_files import sent_files
from refunds.views.truth_forms import DaysForm, ReportForm

MEGABYTES = MOST_BYTES // 1024**2
DAYS_SHOWN = 60
FOUND_SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(permissions.SEE_OPERATIONS)
def settlements(request: StaffRequest) -> HttpResponse:
    """List the days and the reports; a POST takes a report in."""
    if request.method != "POST":
        return _draw(request)
    permissions.require(request.actor, permissions.RECONCILE)
    form = ReportForm(request.POST, request.FILES)
    status = 400
    if form.is_valid():
        (file,) = sent_files(request, "report-file")[:1]
        chosen = form.cleaned_data
        try:
            if file.size > MOST_BYTES:
                raise BadInput(_("The file is larger than %d MB.") % MEGABYTES, "file_too_large", "file")
            report = import_settlement(
                actor=request.actor,
                account=chosen["account"],
                name=file.name,
                content=file.content,
                form=chosen["form"],
            )
        except RecourseError as refusal:
            note_refusal(request, refusal)
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            status = refusal.status
        else:
            messages.success(request, _("The report is in. A worker compares it line by line."))
            return redirect("refunds:settlement", report.pk)
    return _draw(request, report_form=form, status=status)


@require_POST
@staff_page(permissions.RECONCILE)
def fetches(request: StaffRequest) -> HttpResponse:
    """Have a report fetched from the gateway."""
    form = DaysForm(_fetchable(), request.POST, prefix="fetch")
    status = 400
    if form.is_valid():
        try:
            report = fetch_settlement(actor=request.actor, **form.cleaned_data)
        except RecourseError as refusal:
            note_refusal(request, refusal)
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            status = refusal.status
        else:
            messages.success(request, _("The report is being fetched. You may leave this page; it goes on."))
            return redirect("refunds:settlement", report.pk)
    return _draw(request, fetch_form=form, status=status)


@require_safe
@staff_page(permissions.SEE_OPERATIONS)
def settlement(request: StaffRequest, report_id: int) -> HttpResponse:
    """Show one report: how far it is, its days, and what differs."""
    report = SettlementReport.objects.filter(pk=report_id).first()
    if report is None:
        raise NotFound(_("There is no such report."), "settlement_not_found")
    found = Difference.objects.filter(report=report).select_related("refund", "payment", "owner").order_by("-id")
    context = {
        "report": report,
        "days": truth.with_missing(_days_of(report)),
        "rows": found[:FOUND_SHOWN],
        "found": found.count(),
        "poll": report.is_open,
    }
    template = "refunds/truth/_settlement.html" if request.htmx else "refunds/truth/settlement.html"
    return render(request, template, context)


def _draw(
    request: StaffRequest, report_form: ReportForm | None = None, fetch_form: DaysForm | None = None, status: int = 200
) -> HttpResponse:
    fetchable = _fetchable()
    yesterday = timezone.localdate(clock.now()) - timedelta(days=1)
    context: dict[str, Any] = {
        "page": key_page(request, SettlementReport.objects.all(), "created_at"),
        "days": truth.with_missing(SettlementDay.objects.order_by("-day", "-id")[:DAYS_SHOWN]),
        "may_act": permissions.RECONCILE in request.allowed,
        "report_form": report_form or ReportForm(),
        "fetch_form": fetch_form
        or DaysForm(fetchable, prefix="fetch", initial={"first_on": yesterday, "last_on": yesterday}),
        "fetchable": fetchable,
        "fetches": truth.settlement_fetches(),
        "fetch_hours": settings.SETTLEMENT_FETCH_HOURS,
        "needed": ", ".join(generic_csv.NEEDED),
        "read": ", ".join(generic_csv.READ),
        "megabytes": MEGABYTES,
        "most_lines": MOST_LINES,
    }
    return render(request, "refunds/truth/settlements.html", context, status=status)


def _days_of(report: SettlementReport) -> list[SettlementDay]:
    if report.covers_from is None or report.covers_until is None:
        return []
    first, last = (moment.astimezone(UTC).date() for moment in (report.covers_from, report.covers_until))
    days = SettlementDay.objects.filter(gateway_account=report.gateway_account, day__gte=first, day__lte=last)
    return list(days.order_by("-day", "currency")[:DAYS_SHOWN])


def _fetchable() -> list[str]:
    return sorted(gateway.account for gateway in gateway_accounts() if gateway.capabilities.settlements)
