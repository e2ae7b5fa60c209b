"""What a customer fills in to ask for money back: shape only; what is possible the actions say."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.errors import BadInput, RecourseError
from customers.models import Payment, PaymentLine
from customers.money import exponent, parse_amount, to_decimal
from refunds.actions.line_amounts import LineAsk, refunded_quantities
from refunds.actions.price_request import keep_offers_by_reason
from refunds.actions.quote_rails import OFFERED
from refunds.actions.request_details import WISH_LIMIT
from refunds.fingerprint import seen_hash
from refunds.models import Refund
from refunds.views.question_fields import add_questions, answer_name, answers_in, question_fields

EVERYTHING, LINES, AMOUNT = "everything", "lines", "amount"
USUAL_REASON = Refund.Reason.CHANGED_MIND
"""What a quote is made for until a reason is chosen; nothing is sent without one."""

MOST_IN_A_LIST = 12
"""Above this many units a number is typed instead of chosen."""

LIKE = "like"
"""In the address of the form: the request that was taken back to ask for something else."""

NOT_ASKED_FOR = (Refund.Reason.GOODWILL, Refund.Reason.WITHDRAWAL)
"""A shop gives goodwill of its own accord; a withdrawal has a page of its own, in the words of the law."""

REASONS = [choice for choice in Refund.Reason.choices if choice[0] not in NOT_ASKED_FOR]

_COMMA = re.compile(r"[0-9]+,[0-9]{1,2}")
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True)
class FollowUp:
    """What is asked further for one reason: the fields of the questions, each with whether an answer is needed, and
    the field for keeping it where that is offered.
    """

    reason: str
    questions: list[tuple[forms.BoundField, bool]]
    keeps: forms.BoundField | None


class AskForm(forms.Form):
    """One field for each thing that can still go back and for each further question, beside what everybody is asked."""

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
    wants_exchange = forms.BooleanField(label=gettext_lazy("I would rather have an exchange"), required=False)
    exchange_wish = forms.CharField(
        label=gettext_lazy("What would you rather have?"),
        required=False,
        max_length=WISH_LIMIT,
        help_text=gettext_lazy("A colleague answers you before any money moves."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    rail = forms.ChoiceField(label=gettext_lazy("Where should the money go?"), widget=forms.RadioSelect)
    request_key = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        payment: Payment,
        data: Any = None,
        quoting: bool = False,
        start: dict[str, Any] | None = None,
        gone: dict[int, int] | None = None,
    ) -> None:
        """`gone` is refunded_quantities of the payment, where a form before this one has asked for it."""
        usual = {"request_key": secrets.token_urlsafe(24), "scope": EVERYTHING, "rail": Refund.Rail.ORIGINAL}
        super().__init__(data, initial={**usual, **(start or {})})
        self.payment = payment
        self.fields["reason"].choices = [("", _("Please choose")), *REASONS]  # type: ignore[attr-defined]
        self.fields["reason"].required = not quoting
        self.fields["rail"].choices = [(r.value, r.label) for r in OFFERED]  # type: ignore[attr-defined]
        self.fields["scope"].choices = [(EVERYTHING, ""), (LINES, ""), (AMOUNT, "")]  # type: ignore[attr-defined]
        self.fields["amount"].help_text = _example(payment.currency)
        self.quoting = quoting
        self.gone = refunded_quantities(payment) if gone is None else gone
        self.lines = self._add_lines()
        self.questions = add_questions(self, payment)
        self.keeps = self._add_keeps()

    def line_fields(self) -> list[tuple[PaymentLine, int, forms.BoundField]]:
        """Each thing that can still go back, how many of it, and the field for it."""
        return [(line, left, self[_name(line)]) for line, left in self.lines]

    def follow_ups(self) -> list[FollowUp]:
        """What is asked further, reason by reason."""
        return [
            FollowUp(
                reason,
                question_fields(self, reason, self.questions.get(reason, ())),
                self[_keep(reason)] if reason in self.keeps else None,
            )
            for reason in Refund.Reason.values
            if reason in self.questions or reason in self.keeps
        ]

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
        if not self.quoting:
            self._require_answers(cleaned)
        if cleaned.get("wants_exchange") and not cleaned.get("exchange_wish", "").strip() and not self.quoting:
            self.add_error("exchange_wish", _("Say in a few words what you would rather have."))
        return cleaned

    def part(self) -> dict[str, Any]:
        """What is asked for, as every action takes it."""
        cleaned = self.cleaned_data
        return {
            "lines": self._asked_lines() if cleaned["scope"] == LINES else (),
            "amount_minor": cleaned["amount"] if cleaned["scope"] == AMOUNT else None,
            "reason": cleaned["reason"] or USUAL_REASON,
            "rail": cleaned["rail"],
            "keeps_percent": self._kept_percent(),
        }

    def wish(self) -> dict[str, Any]:
        """The same with all that is told beside it."""
        cleaned = self.cleaned_data
        return {
            **self.part(),
            "reason_text": cleaned["reason_text"],
            "answers": answers_in(cleaned, cleaned["reason"], self.questions),
            "exchange_wish": cleaned["exchange_wish"] if cleaned["wants_exchange"] else "",
        }

    @property
    def is_for_everything(self) -> bool:
        return bool(self.cleaned_data["scope"] == EVERYTHING)

    def show_refusal(self, refusal: RecourseError) -> None:
        """Put an action's refusal at the field that it is about."""
        field: str | None = refusal.field if refusal.field in self.fields else None
        if refusal.field == "lines" or (field == "amount" and self.cleaned_data.get("scope") != AMOUNT):
            field = "scope"
        if refusal.field == "keeps_percent" and self.cleaned_data.get("reason") in self.keeps:
            field = _keep(self.cleaned_data["reason"])
        self.add_error(field, refusal.message)

    def _add_lines(self) -> list[tuple[PaymentLine, int]]:
        bought = [line for line in self.payment.lines.all() if line.paid_minor]
        lines = [(line, line.quantity - self.gone.get(line.pk, 0)) for line in bought]
        for line, left in lines:
            if left > 0:
                self.fields[_name(line)] = _quantity_field(line, left)
        return [(line, left) for line, left in lines if left > 0]

    def _add_keeps(self) -> dict[str, list[int]]:
        offers = keep_offers_by_reason(self.payment)
        for reason, percents in offers.items():
            choices = [
                ("0", _("No, all of the price")),
                *((str(p), _("Yes, for %d%% of the price") % p) for p in percents),
            ]
            self.fields[_keep(reason)] = forms.TypedChoiceField(
                label=_("Would you keep it and get a part of the price back?"),
                choices=choices,
                coerce=int,
                required=False,
                initial="0",
                widget=forms.RadioSelect,
            )
        return {reason: percents for reason, percents in offers.items() if percents}

    def _require_answers(self, cleaned: dict[str, Any]) -> None:
        for number, question in enumerate(self.questions.get(cleaned.get("reason", ""), ()), 1):
            name = answer_name(cleaned["reason"], number)
            if question.is_needed and not self.has_error(name) and not cleaned.get(name, "").strip():
                self.add_error(name, _("Please answer this."))

    def _kept_percent(self) -> int:
        reason = self.cleaned_data["reason"]
        return self.cleaned_data.get(_keep(reason)) or 0 if reason in self.keeps else 0

    def _asked_lines(self) -> list[LineAsk]:
        asked = [(line.pk, self.cleaned_data.get(_name(line)) or 0) for line, _left in self.lines]
        return [LineAsk(line_id, quantity) for line_id, quantity in asked if quantity]


def as_it_stands(refund: Refund) -> dict[str, Any]:
    """What the form shows first when a request is changed: the request as it is."""
    lines = {_name_of(line.payment_line_id): line.quantity for line in refund.lines.all()}
    amount = to_decimal(refund.amount_minor - refund.goodwill_minor, refund.currency)
    scope = LINES if lines else EVERYTHING if refund.keeps_percent else AMOUNT
    return {
        **lines,
        **{answer_name(refund.reason, row["number"]): row["answer"] for row in refund.answers},
        _keep(refund.reason): str(refund.keeps_percent),
        "scope": scope,
        "amount": "" if scope != AMOUNT else str(amount),
        "reason": refund.reason,
        "reason_text": refund.reason_text,
        "wants_exchange": bool(refund.exchange_wish),
        "exchange_wish": refund.exchange_wish,
        "rail": refund.rail,
        "seen": seen_hash(refund),
    }


def as_it_stood(refund: Refund) -> dict[str, Any]:
    """What the form shows first when a request was taken back to be asked anew."""
    start = as_it_stands(refund)
    if refund.rail not in OFFERED:
        del start["rail"]
    return start


def _name(line: PaymentLine) -> str:
    return _name_of(line.pk)


def _name_of(line_id: int) -> str:
    return f"line_{line_id}"


def _keep(reason: str) -> str:
    return f"keep_{reason}"


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
