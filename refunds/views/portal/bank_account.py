"""The customer's own page for the bank account that a refund goes to. The number is typed here and nowhere else."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from customers import clock
from customers.actors import Actor
from customers.errors import RecourseError
from customers.models import Customer
from customers.portal.pages import portal_page
from refunds.actions.bank_details import HOLDER_LIMIT, give_details, line_of, withdraw_details
from refunds.actions.end_bank_details import living_details
from refunds.banking.iban import LONGEST_TYPED
from refunds.models import BankDetails, Refund
from refunds.views.portal.status import own_refund


class BankAccountForm(forms.Form):
    """What is typed stays in the form until it is right; a sound number is never shown again as a whole."""

    holder = forms.CharField(
        label=gettext_lazy("Name of the account holder"),
        max_length=HOLDER_LIMIT,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    iban = forms.CharField(
        label=gettext_lazy("IBAN"),
        max_length=LONGEST_TYPED,
        help_text=gettext_lazy("It stands on your bank card or in your banking app. Spaces do no harm."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    compared = forms.BooleanField(
        label=gettext_lazy("I have compared it once more, and it is right."),
        error_messages={"required": gettext_lazy("Please compare it once more, then say so here.")},
    )


@sensitive_post_parameters("iban", "holder")
@portal_page
def bank_account(request: HttpRequest, customer: Customer, reference: str) -> HttpResponse:
    """Show what we know of the account, or the form for one; POST keeps what the customer confirms."""
    refund = own_refund(customer, reference)
    if request.method != "POST":
        return _draw(request, refund, BankAccountForm(initial={"holder": customer.name}))
    form = BankAccountForm(request.POST)
    if not form.is_valid():
        return _draw(request, refund, form, 400)
    said = {name: form.cleaned_data[name] for name in ("holder", "iban")}
    try:
        give_details(actor=Actor.customer(customer), reference=refund.reference, **said)
    except RecourseError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _draw(request, refund, form, refusal.status)
    messages.success(request, _("Thank you. We pay it to this account."))
    return redirect("my:refund", refund.reference)


@require_POST
@portal_page
def removal(request: HttpRequest, customer: Customer, reference: str) -> HttpResponse:
    """Forget the account; the refund waits for another one."""
    refund = own_refund(customer, reference)
    withdraw_details(actor=Actor.customer(customer), reference=refund.reference)
    messages.success(request, _("We have forgotten the account. Name another one when you like."))
    return redirect("my:bank_account", refund.reference)


def _draw(request: HttpRequest, refund: Refund, form: BankAccountForm, status: int = 200) -> HttpResponse:
    details = living_details(refund)
    is_asked = details is not None and details.state == BankDetails.State.ASKED
    context: dict[str, Any] = {
        "refund": refund,
        "payment": refund.payment,
        "details": details,
        "form": form,
        "is_late": is_asked and details is not None and details.expires_at <= clock.now(),
        "is_under_way": line_of(refund) is not None,
    }
    return render(request, "portal/bank_account.html", context, status=status)
