"""Our books beside those of each gateway account: the latest looks, a new one, and days read from long ago."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from customers import clock
from customers.errors import NotFound, RecourseError
from refunds import permissions, truth
from refunds.actions.order_reconciliation import backfill, look_now
from refunds.models import Difference, ReconciliationRun
from refunds.views.access import StaffRequest, note_refusal, staff_page
from refunds.views.paging import key_page
from refunds.views.truth_forms import DaysForm
from refunds.worklist.counts import capped_counts

USUAL_DAYS = timedelta(days=30)
FOUND_SHOWN = 50


@require_safe
@staff_page(permissions.SEE_OPERATIONS)
def reconciliation(request: StaffRequest) -> HttpResponse:
    """Show every account with its latest look; while one is under way, the page asks for itself again."""
    return _draw(request)


@require_POST
@staff_page(permissions.RECONCILE)
def looks(request: StaffRequest) -> HttpResponse:
    """Look at one account now."""
    account = request.POST.get("account", "").replace("\x00", "")[:64]
    try:
        run = look_now(actor=request.actor, account=account)
    except RecourseError as refusal:
        note_refusal(request, refusal)
        return _draw(request, refusal=refusal.message, status=refusal.status)
    messages.success(request, _("A worker looks at %s now. You may leave this page; it goes on.") % account)
    return redirect("refunds:reconciliation_run", run.pk)


@require_POST
@staff_page(permissions.RECONCILE)
def backfills(request: StaffRequest) -> HttpResponse:
    """Have days read that no look reaches."""
    form = DaysForm(truth.account_names(), request.POST)
    status = 400
    if form.is_valid():
        try:
            run = backfill(actor=request.actor, **form.cleaned_data)
        except RecourseError as refusal:
            note_refusal(request, refusal)
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            status = refusal.status
        else:
            messages.success(request, _("The days are being read. You may leave this page; it goes on."))
            return redirect("refunds:reconciliation_run", run.pk)
    return _draw(request, form, status=status)


@require_safe
@staff_page(permissions.SEE_OPERATIONS)
def run(request: StaffRequest, run_id: int) -> HttpResponse:
    """Show one comparison with how far it is and what it found."""
    found = ReconciliationRun.objects.filter(pk=run_id).first()
    if found is None:
        raise NotFound(_("There is no such comparison."), "reconciliation_not_found")
    rows = Difference.objects.filter(run=found).select_related("refund", "payment", "owner").order_by("-id")
    context = {"run": found, "rows": rows[:FOUND_SHOWN], "poll": found.is_open}
    template = "refunds/truth/_run.html" if request.htmx else "refunds/truth/run.html"
    return render(request, template, context)


def _draw(request: StaffRequest, form: DaysForm | None = None, refusal: str = "", status: int = 200) -> HttpResponse:
    accounts = truth.accounts_truth()
    stuck, open_rows = capped_counts([truth.stuck_webhooks(), truth.open_differences()])
    context: dict[str, Any] = {
        "accounts": accounts,
        "page": key_page(request, ReconciliationRun.objects.all(), "created_at"),
        "poll": any(run and run.is_open for one in accounts for run in (one.look, one.backfill)),
        "may_act": permissions.RECONCILE in request.allowed,
        "stuck": stuck,
        "open_rows": open_rows,
        "form": form or _new_form(),
        "refusal": refusal,
    }
    template = "refunds/truth/_accounts.html" if request.htmx else "refunds/truth/reconciliation.html"
    return render(request, template, context, status=status)


def _new_form() -> DaysForm:
    today = timezone.localdate(clock.now())
    return DaysForm(truth.account_names(), initial={"first_on": today - USUAL_DAYS, "last_on": today})
