"""Payments: what came in, what went back of it, and stopping or releasing it by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from customers.errors import RecourseError
from customers.languages import language_of
from customers.models import Payment, PaymentHold
from customers.search import payments_with, typed
from refunds import permissions
from refunds.actions.hold_by_hand import BY_HAND, lift_hold, place_hold
from refunds.actions.line_amounts import refunded_quantities
from refunds.order_statement import name_of, print_order_statement
from refunds.other_cases import other_cases
from refunds.screens import order_has_more, payment_for_page
from refunds.views.access import StaffRequest, staff_page
from refunds.views.case.payment import bar_of
from refunds.views.paging import key_page, page_among
from refunds.views.policies import pdf_response


class HoldForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why?"), max_length=300, help_text=gettext_lazy("Your colleagues read it on every refund.")
    )


@staff_page()
def payments(request: StaffRequest) -> HttpResponse:
    """List payments, the newest first, or those that fit a search."""
    words = typed(request.GET.get("q", ""))
    if words and (hit := Payment.objects.filter(reference=words.upper()).first()):
        return redirect("refunds:payment", hit.reference)
    standing = PaymentHold.objects.filter(payment=OuterRef("pk"), released_at=None).order_by()
    rows = Payment.objects.select_related("customer").annotate(a_hold=Subquery(standing.values("pk")[:1]))
    if words:
        page = page_among(request, rows, payments_with(words), "captured_at")
    else:
        page = key_page(request, rows, "captured_at")
    return render(request, "refunds/payments.html", {"page": page, "words": words})


@staff_page()
def payment(request: StaffRequest, reference: str) -> HttpResponse:
    return _draw(request, payment_for_page(reference))


@require_safe
@staff_page()
def statement(request: StaffRequest, reference: str) -> HttpResponse:
    """The order on paper, in the language of its customer."""
    found = payment_for_page(reference)
    return pdf_response(print_order_statement(found, language_of(found.customer, found)), name_of(found))


@require_POST
@staff_page()
def holds(request: StaffRequest, reference: str) -> HttpResponse:
    """Place a hold, or lift the one that a person placed (`lift`)."""
    found = payment_for_page(reference)
    form = HoldForm(request.POST)
    status = 400
    try:
        if "lift" in request.POST:
            lift_hold(actor=request.actor, payment_reference=reference)
            messages.success(request, _("The hold is lifted. Approved refunds leave within a minute."))
            return redirect("refunds:payment", reference)
        if form.is_valid():
            place_hold(actor=request.actor, payment_reference=reference, reason=form.cleaned_data["reason"])
            messages.success(request, _("On hold. No refund of this payment leaves now."))
            return redirect("refunds:payment", reference)
    except RecourseError as refusal:
        form.is_valid()
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        status = refusal.status
    return _draw(request, found, form, status)


def _draw(request: StaffRequest, found: Payment, form: HoldForm | None = None, status: int = 200) -> HttpResponse:
    gone = refunded_quantities(found)
    standing = [hold for hold in found.holds.all() if hold.released_at is None]
    context: dict[str, Any] = {
        "payment": found,
        "lines": [(line, gone.get(line.pk, 0)) for line in found.lines.all()],
        "refunds": sorted(found.refunds.all(), key=lambda refund: refund.pk, reverse=True),
        "bar": bar_of(found),
        "other_cases": other_cases(found),
        "open_holds": standing,
        "past_holds": [hold for hold in found.holds.all() if hold.released_at],
        "held_by_hand": next((hold for hold in standing if hold.source == BY_HAND), None),
        "form": form or HoldForm(),
        "tried": form is not None,
        "may_hold": permissions.HOLD in request.allowed,
        "may_ask_for_order": permissions.REQUEST in request.allowed and order_has_more(found),
        "may_request": permissions.REQUEST in request.allowed and found.left_minor > 0,
    }
    return render(request, "refunds/payment.html", context, status=status)
