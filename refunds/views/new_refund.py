"""Asking for a refund on a customer's behalf: everything, some of the lines, or an amount, with a quote beside it."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers import clock
from customers.errors import BadInput, RecourseError
from customers.models import Payment, PaymentLine
from customers.money import parse_amount
from refunds import permissions
from refunds.actions.line_amounts import LineAsk, refunded_quantities
from refunds.actions.quote_refund import Quote, quote_refund
from refunds.actions.request_refund import request_refund
from refunds.models import Refund
from refunds.screens import payment_for_page
from refunds.views.access import StaffRequest, staff_page
from refunds.views.question_fields import add_questions, answers_in, question_fields
from refunds.way_back import WHOLE_ONLY, takes_whole_only, trouble_in_words, trouble_with

EVERYTHING, LINES, AMOUNT = "everything", "lines", "amount"


class PartForm(forms.Form):
    """What goes back and why. The three ways exclude each other; only the chosen one is read."""

    part = forms.ChoiceField(
        label=gettext_lazy("What goes back?"),
        choices=[
            (EVERYTHING, gettext_lazy("Everything that is left")),
            (LINES, gettext_lazy("Some of what was bought")),
            (AMOUNT, gettext_lazy("An amount")),
        ],
        widget=forms.RadioSelect,
    )
    amount = forms.CharField(label=gettext_lazy("Amount"), max_length=30, required=False)
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=[("", "–"), *Refund.Reason.choices])
    reason_text = forms.CharField(
        label=gettext_lazy("In the customer's words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    goodwill = forms.CharField(
        label=gettext_lazy("Goodwill on top"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("Beyond what was bought, within your own limit for it."),
    )
    fee_waiver = forms.CharField(
        label=gettext_lazy("Keep no restocking fee, because"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Empty: the fee is kept where the policy has one. Your colleagues read it."),
    )

    def __init__(self, payment: Payment, data: Any = None, **initial: Any) -> None:
        super().__init__(data, initial=initial)
        self.payment = payment
        self.fields["goodwill"].widget.attrs = {"inputmode": "decimal", "autocomplete": "off"}
        self.fields["amount"].widget.attrs = {"inputmode": "decimal", "autocomplete": "off"}
        gone = refunded_quantities(payment)
        self.left = [(line, line.quantity - gone.get(line.pk, 0)) for line in payment.lines.all()]
        for line, left in self.left:
            self.fields[_quantity_name(line)] = forms.IntegerField(
                label=line.description,
                required=False,
                min_value=0,
                max_value=left,
                initial=initial.get(_quantity_name(line), 0),
                disabled=not left,
            )

    def line_fields(self) -> list[tuple[PaymentLine, int, forms.BoundField]]:
        """Each bought line, how many of it are left, and its field."""
        return [(line, left, self[_quantity_name(line)]) for line, left in self.left]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("part") == AMOUNT:
            self._read_amount(cleaned, "amount")
        if _is_some(cleaned.get("goodwill")):
            self._read_amount(cleaned, "goodwill")
        if cleaned.get("part") == LINES and not self.asked_lines():
            self.add_error("part", _("Say how many of at least one line go back."))
        return cleaned

    def asked_lines(self) -> list[LineAsk]:
        if self.cleaned_data.get("part") != LINES:
            return []
        asked = [(line.pk, self.cleaned_data.get(_quantity_name(line)) or 0) for line, _left in self.left]
        return [LineAsk(line_id, quantity) for line_id, quantity in asked if quantity]

    def wish(self) -> dict[str, Any]:
        """What every action is told alike about what goes back."""
        return {
            "reason": self.cleaned_data["reason"],
            "amount_minor": self.cleaned_data.get("amount_minor"),
            "lines": self.asked_lines(),
            "goodwill_minor": self.cleaned_data.get("goodwill_minor", 0),
            "fee_waiver": self.cleaned_data["fee_waiver"],
        }

    def take(self, refusal: RecourseError) -> None:
        field = {"lines": "part"}.get(refusal.field or "", refusal.field)
        self.add_error(field if field in self.fields else None, refusal.message)

    def _read_amount(self, cleaned: dict[str, Any], name: str) -> None:
        try:
            cleaned[f"{name}_minor"] = parse_amount(cleaned.get(name) or "", self.payment.currency)
        except BadInput as refusal:
            self.add_error(name, refusal.message)


class NewRefundForm(PartForm):
    """A request on a customer's behalf. Sent twice, by an impatient hand, the same `request_key` opens one refund."""

    rail = forms.ChoiceField(
        label=gettext_lazy("Pay it back by"), choices=Refund.Rail.choices, widget=forms.RadioSelect
    )
    request_key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, payment: Payment, data: Any = None) -> None:
        super().__init__(
            payment,
            data,
            part=EVERYTHING,
            rail=Refund.Rail.ORIGINAL,
            request_key=secrets.token_urlsafe(24),
        )
        self.questions = add_questions(self, payment)
        self.way_back_trouble = trouble_in_words(payment, trouble_with(payment, clock.now()))
        if self.way_back_trouble:
            self.fields["rail"].choices = [  # type: ignore[attr-defined]
                choice for choice in Refund.Rail.choices if choice[0] != Refund.Rail.ORIGINAL
            ]
            self.initial["rail"] = Refund.Rail.STORE_CREDIT
        elif takes_whole_only(payment):
            self.fields["rail"].help_text = trouble_in_words(payment, WHOLE_ONLY)

    def follow_ups(self) -> list[tuple[str, list[tuple[forms.BoundField, bool]]]]:
        """Each reason that asks something further, with the fields of its questions."""
        return [(reason, question_fields(self, reason, asked)) for reason, asked in self.questions.items() if asked]

    def told(self) -> dict[str, Any]:
        """What the customer said beside it, as far as they were asked."""
        cleaned = self.cleaned_data
        answers = answers_in(cleaned, cleaned["reason"], self.questions)
        return {"reason_text": cleaned["reason_text"], "answers": answers}

    def wish(self) -> dict[str, Any]:
        return {
            **super().wish(),
            "payment_reference": self.payment.reference,
            "rail": self.cleaned_data["rail"],
            "origin": Refund.Origin.STAFF,
        }


def quantity_name(line_id: int) -> str:
    return f"line_{line_id}"


def _quantity_name(line: PaymentLine) -> str:
    return quantity_name(line.pk)


def _is_some(typed: str | None) -> bool:
    """Whether anything but nothing was typed: 0 and 0.00 are nothing, and nonsense is for the reader to refuse."""
    return bool(typed and typed.strip("0. "))


@staff_page(permissions.REQUEST)
def new_refund(request: StaffRequest) -> HttpResponse:
    """Show the form, quote what it comes to, or ask for the refund."""
    payment = payment_for_page(request.GET.get("payment", "").replace("\x00", ""))
    if request.method != "POST":
        return _draw(request, NewRefundForm(payment))
    form = NewRefundForm(payment, request.POST)
    if request.POST.get("step") == "quote":
        return _quote(request, form)
    status = 400
    if form.is_valid():
        try:
            refund = request_refund(
                actor=request.actor,
                request_key=form.cleaned_data["request_key"],
                **form.told(),
                **form.wish(),
            )
        except RecourseError as refusal:
            form.take(refusal)
            status = refusal.status
        else:
            messages.success(request, _said(refund))
            return redirect("refunds:refund", refund.reference)
    return _draw(request, form, status=status)


def _quote(request: StaffRequest, form: NewRefundForm) -> HttpResponse:
    """Say what it would come to. In a fragment an unfinished form is no error yet, just not quotable."""
    quote, trouble = None, ""
    if form.is_valid():
        try:
            quote = quote_refund(actor=request.actor, **form.wish())
        except RecourseError as refusal:
            trouble = refusal.message
            form.take(refusal)
    else:
        trouble = next((str(errors[0]) for name, errors in form.errors.items() if name != "reason"), "")
    if request.htmx:
        context = {"quote": quote, "trouble": trouble, "payment": form.payment}
        return render(request, "refunds/_quote.html", context)
    return _draw(request, form, quote=quote, status=200 if quote else 400)


def _draw(request: StaffRequest, form: NewRefundForm, quote: Quote | None = None, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "payment": form.payment,
        "quote": quote,
        "open_holds": [hold for hold in form.payment.holds.all() if hold.released_at is None],
    }
    return render(request, "refunds/new_refund.html", context, status=status)


def _said(refund: Refund) -> str:
    if refund.state == Refund.State.APPROVED:
        return _("Asked for, and the policy approved it at once.")
    return _("Asked for. Somebody else decides it now.")
