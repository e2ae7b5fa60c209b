"""Changing a request that nobody has decided: the same form, filled in, and the policy judges anew."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from customers.actors import Actor
from customers.errors import RecourseError
from customers.models import Customer
from customers.portal.pages import portal_page
from refunds.actions.change_refund import UNDECIDED, change_refund, quote_change
from refunds.actions.lock_refund import require_state
from refunds.actions.quote_refund import Quote
from refunds.models import Refund
from refunds.views.portal.ask_form import AskForm, as_it_stands
from refunds.views.portal.ask_page import ask_context, for_the_page
from refunds.views.portal.payments import own_payment
from refunds.views.portal.status import own_refund


class AskChangeForm(AskForm):
    """The request as it stands. `seen` is what the customer had before them when they began to change it."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, refund: Refund, data: Any = None, quoting: bool = False) -> None:
        self.refund = refund
        super().__init__(own_payment(refund.customer, refund.payment.reference), data, quoting, as_it_stands(refund))
        del self.fields["request_key"]
        self.fields["seen"].required = not quoting
        if refund.rail not in dict(self.fields["rail"].choices):  # type: ignore[attr-defined]
            del self.fields["rail"]

    def part(self) -> dict[str, Any]:
        self.cleaned_data.setdefault("rail", self.refund.rail)
        return {**super().part(), "everything": self.is_for_everything}

    def quoted_wish(self) -> dict[str, Any]:
        """What is quoted: what is told beside it makes no difference but for the wish."""
        return {**self.part(), "exchange_wish": "–" if self.cleaned_data["wants_exchange"] else ""}


@require_http_methods(["GET", "HEAD", "POST"])
@portal_page
def change(request: HttpRequest, customer: Customer, reference: str) -> HttpResponse:
    """The form, filled in; the quote where scripts do not run; or the change."""
    refund = own_refund(customer, reference)
    require_state(refund, *UNDECIDED)
    if request.method != "POST":
        form = AskChangeForm(refund)
        return _page(request, form, _quote(customer, AskChangeForm(refund, dict(form.initial), quoting=True)), 200)
    if "show_quote" in request.POST:
        form = AskChangeForm(refund, request.POST, quoting=True)
        quoted = _quote(customer, form)
        return _page(request, form, quoted, 400 if form.errors else 200)
    return _change(request, customer, refund, AskChangeForm(refund, request.POST))


@require_POST
@portal_page
def quote(request: HttpRequest, customer: Customer, reference: str) -> HttpResponse:
    """The quote alone, for the form as it stands. Writes nothing."""
    refund = own_refund(customer, reference)
    form = AskChangeForm(refund, request.POST, quoting=True)
    quoted = for_the_page(form.payment, _quote(customer, form))
    return render(request, "portal/_quote.html", {"quote": quoted, "form": form, "live": True})


def _change(request: HttpRequest, customer: Customer, refund: Refund, form: AskChangeForm) -> HttpResponse:
    status = 400
    if form.is_valid():
        try:
            change_refund(
                actor=Actor.customer(customer),
                reference=refund.reference,
                seen=form.cleaned_data["seen"],
                **form.wish(),
            )
        except RecourseError as refusal:
            form.show_refusal(refusal)
            status = refusal.status
        else:
            messages.success(request, _("Your request is changed. A colleague sees what is new."))
            return redirect("my:refund", refund.reference)
    return _page(request, form, None, status)


def _quote(customer: Customer, form: AskChangeForm) -> Quote | None:
    if not form.is_valid():
        return None
    try:
        return quote_change(actor=Actor.customer(customer), reference=form.refund.reference, **form.quoted_wish())
    except RecourseError as refusal:
        form.show_refusal(refusal)
        return None


def _page(request: HttpRequest, form: AskChangeForm, quoted: Quote | None, status: int) -> HttpResponse:
    context = {**ask_context(form.payment, form, quoted), "refund": form.refund}
    return render(request, "portal/change.html", context, status=status)
