"""How we write to you: the address and whether mail arrives there, and another way beside it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages as toasts
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from customers.actions.choose_channel import LONGEST_PHONE, choose_channel
from customers.actors import Actor
from customers.errors import RecourseError
from customers.models import Customer
from customers.notifications import channels
from customers.notifications.ways import MAIL
from customers.portal.pages import portal_page
from refunds.actions.trust_address import trust_address


class ChannelForm(forms.Form):
    channel = forms.ChoiceField(
        label=gettext_lazy("How shall we write to you?"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Decisions and everything about your money always come by mail as well."),
    )
    phone = forms.CharField(
        label=gettext_lazy("Telephone number"),
        max_length=LONGEST_PHONE,
        required=False,
        help_text=gettext_lazy("With the code of its country, such as +49 170 1234567."),
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
    agrees = forms.BooleanField(label=gettext_lazy("You may write to this number about my refunds."), required=False)

    def __init__(self, data: Any, customer: Customer) -> None:
        initial = {
            "channel": customer.channel,
            "phone": customer.phone,
            "agrees": customer.phone_agreed_at is not None,
        }
        super().__init__(data, initial=initial)
        offered: Any = self.fields["channel"]
        choices = channels.choices()
        offered.choices = [(MAIL, _("By mail only")), *((choice.code, choice.name) for choice in choices)]
        if not any(choice.needs_phone for choice in choices):
            del self.fields["phone"], self.fields["agrees"]


@portal_page
def messages(request: HttpRequest, customer: Customer) -> HttpResponse:
    """Show how the customer is written to; POST changes it."""
    if request.method != "POST":
        return _draw(request, customer, ChannelForm(None, customer))
    form, status = ChannelForm(request.POST, customer), 400
    if form.is_valid():
        try:
            choose_channel(actor=Actor.customer(customer), customer=customer, **form.cleaned_data)
            toasts.success(request, _("Kept. From now on we write to you like this."))
            return redirect("my:messages")
        except RecourseError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            status = refusal.status
    return _draw(request, customer, form, status)


@require_POST
@portal_page
def address(request: HttpRequest, customer: Customer) -> HttpResponse:
    """The customer says that their mail address works, or takes a complaint back."""
    trust_address(actor=Actor.customer(customer), customer_reference=customer.reference)
    toasts.success(request, _("Thank you. We write to this address again."))
    return redirect("my:messages")


def _draw(request: HttpRequest, customer: Customer, form: ChannelForm, status: int = 200) -> HttpResponse:
    context = {
        "customer": customer,
        "form": form if channels.choices() else None,
        "channel": channels.name_of(customer.channel),
    }
    return render(request, "portal/messages.html", context, status=status)
