"""The table of dispute fees and the cost of work. Everybody who sees disputes reads it; a manager keeps it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.errors import NotFound, RecourseError
from disputes.actions.set_fees import remove_fee, remove_staff_time, save_fee, save_staff_time
from disputes.models import DisputeFee, StaffTime
from disputes.views.weigh_forms import FeeForm, WorkForm
from disputes.views.weighing import tabs_of
from refunds import permissions
from refunds.gateways.discovery import gateway_name
from refunds.views.access import StaffRequest, note_refusal, staff_page

CHANGES_SHOWN = 20


@staff_page(permissions.SEE_DISPUTES)
def fees(request: StaffRequest) -> HttpResponse:
    """Show the table; `?work=EUR` puts that currency's cost of work into its form."""
    row = StaffTime.objects.filter(currency=request.GET.get("work", "")[:3].replace("\x00", "")).first()
    return _draw(request, work_form=WorkForm(row=row) if row else None)


@require_POST
@staff_page(permissions.SET_DISPUTE_RULES)
def fee_entries(request: StaffRequest) -> HttpResponse:
    """Add a fee."""
    return _save(request, None)


@staff_page(permissions.SET_DISPUTE_RULES)
def fee(request: StaffRequest, row_id: int) -> HttpResponse:
    """Show the form of a fee with its history, or change it."""
    row = DisputeFee.objects.filter(pk=row_id).first()
    if row is None:
        raise NotFound(_("There is no such fee."), "fee_not_found")
    if request.method == "POST":
        return _save(request, row)
    return _draw(request, fee_form=FeeForm(row=row), edited=row)


@require_POST
@staff_page(permissions.SET_DISPUTE_RULES)
def fee_removal(request: StaffRequest, row_id: int) -> HttpResponse:
    remove_fee(actor=request.actor, fee_id=row_id)
    messages.success(request, _("Removed. Decisions that were made keep what was reckoned then."))
    return redirect("disputes:fees")


@require_POST
@staff_page(permissions.SET_DISPUTE_RULES)
def work(request: StaffRequest) -> HttpResponse:
    """Set what work costs in a currency."""
    form, status = WorkForm(request.POST), 400
    if form.is_valid():
        try:
            save_staff_time(actor=request.actor, **form.cleaned_data)
        except RecourseError as refusal:
            form.take(refusal)
            note_refusal(request, refusal)
            status = refusal.status
        else:
            messages.success(request, _("Kept. It is reckoned with from now on."))
            return redirect("disputes:fees")
    return _draw(request, status, work_form=form)


@require_POST
@staff_page(permissions.SET_DISPUTE_RULES)
def work_removal(request: StaffRequest) -> HttpResponse:
    remove_staff_time(actor=request.actor, currency=request.POST.get("currency", ""))
    messages.success(request, _("Removed. Work in this currency is not reckoned with any more."))
    return redirect("disputes:fees")


def _save(request: StaffRequest, row: DisputeFee | None) -> HttpResponse:
    form, status = FeeForm(request.POST, row), 400
    if form.is_valid():
        try:
            save_fee(actor=request.actor, fee_id=row.pk if row else None, **form.cleaned_data)
        except RecourseError as refusal:
            form.take(refusal)
            note_refusal(request, refusal)
            status = refusal.status
        else:
            messages.success(request, _("Kept. It is reckoned with from now on."))
            return redirect("disputes:fees")
    return _draw(request, status, fee_form=form, edited=row)


def _draw(request: StaffRequest, status: int = 200, *, fee_form: FeeForm | None = None,
          work_form: WorkForm | None = None, edited: DisputeFee | None = None) -> HttpResponse:  # fmt: skip
    may_set = permissions.SET_DISPUTE_RULES in request.allowed
    rows = list(DisputeFee.objects.all())
    context: dict[str, Any] = {
        "tabs": tabs_of("fees"),
        "rows": [{"row": row, "gateway": gateway_name(row.gateway), "is_link": _is_link(row.source)} for row in rows],
        "work_rows": list(StaffTime.objects.all()),
        "may_set": may_set,
        "fee_form": (fee_form or FeeForm()) if may_set else None,
        "work_form": (work_form or WorkForm()) if may_set else None,
        "edited": edited,
        "changes": _changes(edited) if edited else [],
        "shop_country": settings.SHOP_COUNTRY,
    }
    return render(request, "disputes/weigh_fees.html", context, status=status)


def _changes(row: DisputeFee) -> list[Any]:
    """Who set it to what, the newest first."""
    return list(row.history.select_related("history_user").order_by("-history_date", "-history_id")[:CHANGES_SHOWN])


def _is_link(source: str) -> bool:
    return source.startswith("https://") and " " not in source
