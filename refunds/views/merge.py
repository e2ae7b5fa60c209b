"""Two requests side by side, and making one of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from customers.errors import RecourseError
from customers.money import format_money
from refunds import permissions
from refunds.actions.merge_refunds import merge_refunds, require_mergeable
from refunds.models import Refund
from refunds.screens import refund_in_full
from refunds.views.access import StaffRequest, staff_page


class MergeForm(forms.Form):
    """The other one's number, typed, because a merge cannot be undone."""

    confirm = forms.CharField(max_length=40, widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "off"}))

    def __init__(self, other: Refund, data: Any = None) -> None:
        super().__init__(data)
        self.other = other
        self.fields["confirm"].label = _("Type %s to confirm") % other.reference

    def clean_confirm(self) -> str:
        typed: str = self.cleaned_data["confirm"].strip().upper()
        if typed != self.other.reference:
            raise forms.ValidationError(_("This is not the number of the request to be closed. Nothing was merged."))
        return typed


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(permissions.CHANGE)
def merge(request: StaffRequest, reference: str) -> HttpResponse:
    """Show both; a POST closes the other into this one."""
    stays = refund_in_full(reference)
    goes = refund_in_full(request.GET.get("other", "").replace("\x00", "").strip()[:32].upper())
    if request.method != "POST":
        return _draw(request, stays, goes, MergeForm(goes))
    form = MergeForm(goes, request.POST)
    if not form.is_valid():
        return _draw(request, stays, goes, form, 400)
    try:
        merge_refunds(actor=request.actor, reference=reference, other=goes.reference)
    except RecourseError as refusal:
        form.add_error(None, refusal.message)
        return _draw(request, refund_in_full(reference), refund_in_full(goes.reference), form, refusal.status)
    messages.success(request, _("Merged. %s is closed and the customer was told.") % goes.reference)
    return redirect("refunds:refund", reference)


def _draw(request: StaffRequest, stays: Refund, goes: Refund, form: MergeForm, status: int = 200) -> HttpResponse:
    context = {"stays": stays, "goes": goes, "form": form, "rows": _rows(stays, goes), "why_not": _why_not(stays, goes)}
    return render(request, "refunds/merge.html", context, status=status)


def _why_not(stays: Refund, goes: Refund) -> str:
    try:
        require_mergeable(stays, goes)
    except RecourseError as refusal:
        return refusal.message
    return ""


def _rows(stays: Refund, goes: Refund) -> list[dict[str, Any]]:
    """Both, line by line of what matters; `same` where they do not differ."""
    left, right = _told(stays), _told(goes)
    return [
        {"label": label, "stays": words, "goes": right[label], "same": words == right[label]}
        for label, words in left.items()
    ]


def _told(refund: Refund) -> dict[str, str]:
    lines = [f"{line.quantity} × {line.payment_line.description}" for line in refund.lines.all()]
    answers = [event.data.get("answer", "") for event in refund.events.all() if event.kind == "refund.answered"]
    return {
        _("Customer"): str(refund.customer),
        _("Payment"): refund.payment.reference,
        _("Order"): refund.payment.order_reference or "–",
        _("Amount"): format_money(refund.amount_minor, refund.currency),
        _("Lines"): ", ".join(lines) or "–",
        _("Reason"): str(refund.get_reason_display()),
        _("In the customer's words"): refund.reason_text or "–",
        _("Answers"): " / ".join(answers) or "–",
        _("Documents"): ", ".join(paper.document.name for paper in refund.papers.all()) or "–",
    }
