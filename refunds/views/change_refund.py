"""Changing what an undecided request asks for, with a quote of what it would come to instead."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.errors import RecourseError
from customers.money import to_decimal
from refunds import permissions
from refunds.actions.change_refund import UNDECIDED, change_refund, quote_change
from refunds.actions.lock_refund import require_state
from refunds.actions.quote_refund import Quote
from refunds.fingerprint import seen_hash
from refunds.models import Refund
from refunds.screens import payment_for_page, refund_in_full
from refunds.views.access import StaffRequest, staff_page
from refunds.views.new_refund import AMOUNT, EVERYTHING, LINES, PartForm, quantity_name


class ChangeForm(PartForm):
    """The request as it stands, to be changed. `seen` is what was on the screen when the change began."""

    words = forms.CharField(
        label=gettext_lazy("Why do you change it?"),
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Your colleagues read it beside what changed."),
    )
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, refund: Refund, data: Any = None, quoting: bool = False) -> None:
        super().__init__(payment_for_page(refund.payment.reference), data, **_as_it_stands(refund))
        if quoting:
            self.fields["words"].required = self.fields["seen"].required = False

    def wish(self) -> dict[str, Any]:
        return {
            **super().wish(),
            "everything": self.cleaned_data["part"] == EVERYTHING,
            "reason_text": self.cleaned_data["reason_text"],
        }


@staff_page(permissions.CHANGE)
def change(request: StaffRequest, reference: str) -> HttpResponse:
    """Show the request as a form, quote the change, or make it. A press without a form opens the page."""
    refund = refund_in_full(reference)
    require_state(refund, *UNDECIDED)
    if request.method != "POST":
        return _draw(request, refund, ChangeForm(refund))
    if "part" not in request.POST:
        return redirect("refunds:change", reference)
    if request.POST.get("step") == "quote":
        return _quote(request, refund, ChangeForm(refund, request.POST, quoting=True))
    return _change(request, refund, ChangeForm(refund, request.POST))


def _change(request: StaffRequest, refund: Refund, form: ChangeForm) -> HttpResponse:
    status = 400
    if form.is_valid():
        asked = {"words": form.cleaned_data["words"], "seen": form.cleaned_data["seen"]}
        try:
            change_refund(actor=request.actor, reference=refund.reference, **asked, **form.wish())
        except RecourseError as refusal:
            form.take(refusal)
            status = refusal.status
        else:
            messages.success(request, _("Changed. What it asked for before is kept, and every approval is void."))
            return redirect("refunds:refund", refund.reference)
    return _draw(request, refund, form, status=status)


def _quote(request: StaffRequest, refund: Refund, form: ChangeForm) -> HttpResponse:
    quote, trouble = None, ""
    if form.is_valid():
        try:
            quote = quote_change(actor=request.actor, reference=refund.reference, **form.wish())
        except RecourseError as refusal:
            trouble = refusal.message
            form.take(refusal)
    else:
        trouble = next((str(errors[0]) for errors in form.errors.values()), "")
    if request.htmx:
        return render(request, "refunds/_quote.html", {"quote": quote, "trouble": trouble, "payment": form.payment})
    return _draw(request, refund, form, quote=quote, status=200 if quote else 400)


def _draw(
    request: StaffRequest, refund: Refund, form: ChangeForm, quote: Quote | None = None, status: int = 200
) -> HttpResponse:
    context = {"refund": refund, "payment": form.payment, "form": form, "quote": quote}
    return render(request, "refunds/change_refund.html", context, status=status)


def _as_it_stands(refund: Refund) -> dict[str, Any]:
    """What the form shows first: the request as it is."""
    lines = {quantity_name(line.payment_line_id): line.quantity for line in refund.lines.all()}
    all_goodwill = refund.reason == Refund.Reason.GOODWILL and not lines
    on_top = 0 if all_goodwill else refund.goodwill_minor
    return {
        **lines,
        "part": LINES if lines else AMOUNT,
        "amount": "" if lines else str(to_decimal(refund.amount_minor - on_top, refund.currency)),
        "goodwill": str(to_decimal(on_top, refund.currency)) if on_top else "",
        "reason": refund.reason,
        "reason_text": refund.reason_text,
        "fee_waiver": refund.fee_waiver,
        "seen": seen_hash(refund),
    }
