"""A customer's store credit for staff: what is left, what happened, and putting it right by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from customers.errors import BadInput, NotFound, RecourseError
from customers.models import Customer
from customers.money import parse_amount
from refunds import permissions
from refunds.actions.correct_credit import REASON_LIMIT, agree_to_correction, correct_credit, refuse_correction
from refunds.credit_screen import accounts_of, movements_of
from refunds.models import CreditCorrection
from refunds.views.access import StaffRequest, staff_page
from refunds.views.paging import key_page
from refunds.views.people_forms import RefusableForm

ADD, TAKE = "add", "take"
CORRECTIONS_SHOWN = 20


class CorrectionForm(RefusableForm):
    direction = forms.ChoiceField(
        label=gettext_lazy("What shall happen?"),
        choices=[(ADD, gettext_lazy("Add credit")), (TAKE, gettext_lazy("Take credit"))],
        widget=forms.RadioSelect,
    )
    amount = forms.CharField(
        label=gettext_lazy("Amount"),
        max_length=30,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    currency = forms.CharField(
        label=gettext_lazy("Currency"),
        max_length=3,
        widget=forms.TextInput({"autocapitalize": "characters", "size": "4"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=REASON_LIMIT,
        help_text=gettext_lazy("The customer reads it beside the movement."),
    )

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        """Read the amount in its currency, into minor units with a sign."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            amount_minor = parse_amount(cleaned.pop("amount"), cleaned["currency"])
        except BadInput as refusal:
            self.add_error("currency" if refusal.field == "currency" else "amount", refusal.message)
            return cleaned
        cleaned["amount_minor"] = amount_minor if cleaned.pop("direction") == ADD else -amount_minor
        return cleaned

    def take(self, refusal: RecourseError) -> None:
        if refusal.field == "amount_minor":
            refusal.field = "amount"
        super().take(refusal)


@staff_page()
def customer_credit(request: StaffRequest, reference: str) -> HttpResponse:
    """Show a customer's credit; a POST puts it right."""
    found = Customer.objects.filter(reference=reference).first()
    if found is None:
        raise NotFound(_("There is no such customer."), "customer_not_found")
    if request.method != "POST":
        return _draw(request, found, CorrectionForm(initial={"direction": ADD}))
    permissions.require(request.actor, permissions.CORRECT_CREDIT)
    form, status = CorrectionForm(request.POST), 400
    if form.is_valid():
        try:
            done = correct_credit(actor=request.actor, customer_reference=reference, **form.cleaned_data)
            messages.success(request, _told(done))
            return redirect("refunds:customer_credit", reference)
        except RecourseError as refusal:
            form.take(refusal)
            status = refusal.status
    return _draw(request, found, form, status)


@require_POST
@staff_page(permissions.CORRECT_CREDIT)
def agreement(request: StaffRequest, reference: str) -> HttpResponse:
    """Agree to what a colleague proposed."""
    return _decide(request, reference, agree_to_correction)


@require_POST
@staff_page(permissions.CORRECT_CREDIT)
def refusal(request: StaffRequest, reference: str) -> HttpResponse:
    """Refuse what a colleague proposed, or take one's own proposal back."""
    return _decide(request, reference, refuse_correction)


def _decide(request: StaffRequest, reference: str, act: Callable[..., CreditCorrection]) -> HttpResponse:
    messages.success(request, _told(act(actor=request.actor, reference=reference)))
    return redirect("refunds:credit_desk")


def _told(correction: CreditCorrection) -> str:
    if correction.state == CreditCorrection.State.DONE:
        return _("Done. The customer sees it at once.")
    if correction.state == CreditCorrection.State.REFUSED:
        return _("Refused. Nothing has moved.")
    return _("It is above your limit, so it waits for a colleague. Nothing has moved yet.")


def _draw(request: StaffRequest, found: Customer, form: CorrectionForm, status: int = 200) -> HttpResponse:
    accounts = accounts_of(found)
    corrections = CreditCorrection.objects.filter(account__in=accounts, state=CreditCorrection.State.WAITING)
    context = {
        "customer": found,
        "accounts": accounts,
        "page": key_page(request, movements_of(accounts), "created_at"),
        "waiting": corrections.select_related("account__customer", "proposer").order_by("-id")[:CORRECTIONS_SHOWN],
        "form": form if permissions.CORRECT_CREDIT in request.allowed else None,
        "tried": form.is_bound,
    }
    return render(request, "refunds/customer_credit.html", context, status=status)
