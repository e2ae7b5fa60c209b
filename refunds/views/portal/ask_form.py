"""What a customer fills in to ask for money back: shape only; what is possible the actions say."""

from __future__ import annotations

import re
import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.errors import BadInput, RecourseError
from customers.models import Payment, PaymentLine
from customers.money import exponent, parse_amount
from refunds.actions.line_amounts import LineAsk, refunded_quantities
from refunds.models import Refund

EVERYTHING, LINES, AMOUNT = "everything", "lines", "amount"
USUAL_REASON = Refund.Reason.CHANGED_MIND
"""What a quote is made for until a reason is chosen; nothing is sent without one."""

MOST_IN_A_LIST = 12
"""Above this many units a number is typed instead of chosen."""

NOT_ASKED_FOR = (Refund.Reason.GOODWILL, Refund.Reason.WITHDRAWAL)
"""A shop gives goodwill of its own accord; a withdrawal has a page of its own, in the words of the law."""

REASONS = [choice for choice in Refund.Reason.choices if choice[0] not in NOT_ASKED_FOR]
RAILS = (Refund.Rail.ORIGINAL, Refund.Rail.STORE_CREDIT)

_COMMA = re.compile(r"[0-9]+,[0-9]{1,2}")
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


class AskForm(forms.Form):
    """One field for each thing that can still go back, beside scope, amount, reason, words and rail."""

    scope = forms.ChoiceField(widget=forms.RadioSelect, initial=EVERYTHING)
    amount = forms.CharField(
        label=gettext_lazy("Amount"),
        required=False,
        max_length=32,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Why?"), error_messages={"required": gettext_lazy("Please choose a reason.")}
    )
    reason_text = forms.CharField(
        label=gettext_lazy("What happened?"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("A few words help us to decide sooner. Never write a card number here."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    rail = forms.ChoiceField(label=gettext_lazy("Where should the money go?"), widget=forms.RadioSelect)
    request_key = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, payment: Payment, data: Any = None, quoting: bool = False) -> None:
        start = {"request_key": secrets.token_urlsafe(24), "scope": EVERYTHING, "rail": Refund.Rail.ORIGINAL}
        super().__init__(data, initial=start)
        self.payment = payment
        self.fields["reason"].choices = [("", _("Please choose")), *REASONS]  # type: ignore[attr-defined]
        self.fields["reason"].required = not quoting
        self.fields["rail"].choices = [(r.value, r.label) for r in RAILS]  # type: ignore[attr-defined]
        self.fields["scope"].choices = [(EVERYTHING, ""), (LINES, ""), (AMOUNT, "")]  # type: ignore[attr-defined]
        self.fields["amount"].help_text = _example(payment.currency)
        self.lines = self._add_lines()

    def line_fields(self) -> list[tuple[PaymentLine, int, forms.BoundField]]:
        """Each thing that can still go back, how many of it, and the field for it."""
        return [(line, left, self[_name(line)]) for line, left in self.lines]

    def clean_amount(self) -> int | None:
        text = self.cleaned_data["amount"]
        if self.data.get("scope") != AMOUNT:
            return None
        try:
            return parse_amount(_with_point(text, self.payment.currency), self.payment.currency)
        except BadInput as refusal:
            raise forms.ValidationError(refusal.message) from refusal

    def clean_request_key(self) -> str:
        key = str(self.cleaned_data["request_key"])
        if not _KEY.fullmatch(key):
            raise forms.ValidationError(_("This form is incomplete. Please open the page afresh."))
        return key

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("scope") == LINES and not self.errors and not self._asked_lines():
            self.add_error("scope", _("Choose at least one thing to return."))
        return cleaned

    def wish(self) -> dict[str, Any]:
        """What the actions request_refund and quote_refund take."""
        cleaned = self.cleaned_data
        return {
            "lines": self._asked_lines() if cleaned["scope"] == LINES else (),
            "amount_minor": cleaned["amount"] if cleaned["scope"] == AMOUNT else None,
            "reason": cleaned["reason"] or USUAL_REASON,
            "rail": cleaned["rail"],
        }

    def show_refusal(self, refusal: RecourseError) -> None:
        """Put an action's refusal at the field that it is about."""
        field: str | None = refusal.field if refusal.field in self.fields else None
        if refusal.field == "lines" or (field == "amount" and self.cleaned_data.get("scope") != AMOUNT):
            field = "scope"
        self.add_error(field, refusal.message)

    def _add_lines(self) -> list[tuple[PaymentLine, int]]:
        gone = refunded_quantities(self.payment)
        lines = [(line, line.quantity - gone.get(line.pk, 0)) for line in self.payment.lines.all() if line.paid_minor]
        for line, left in lines:
            if left > 0:
                self.fields[_name(line)] = _quantity_field(line, left)
        return [(line, left) for line, left in lines if left > 0]

    def _asked_lines(self) -> list[LineAsk]:
        asked = [(line.pk, self.cleaned_data.get(_name(line)) or 0) for line, _left in self.lines]
        return [LineAsk(line_id, quantity) for line_id, quantity in asked if quantity]


def _name(line: PaymentLine) -> str:
    return f"line_{line.pk}"


def _quantity_field(line: PaymentLine, left: int) -> forms.Field:
    label = _("How many of “%s”") % line.description
    if left <= MOST_IN_A_LIST:
        choices = [(number, str(number)) for number in range(left + 1)]
        too_many = _("Only %d of this can still be refunded.") % left
        return forms.TypedChoiceField(
            label=label, choices=choices, coerce=int, required=False, error_messages={"invalid_choice": too_many}
        )
    return forms.IntegerField(label=label, min_value=0, max_value=left, required=False)


def _with_point(text: str, currency: str) -> str:
    """Read the comma that many phones offer for the point, where it cannot be meant for thousands."""
    return text.replace(",", ".") if exponent(currency) == 2 and _COMMA.fullmatch(text.strip()) else text


def _example(currency: str) -> str:
    digits = exponent(currency)
    return _("For example %s") % (f"43.{'10'.ljust(digits, '0')[:digits]}" if digits else "4300")
