"""What the inputs of the cash page look like."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.money import parse_amount
from reporting.foresight.what_if import ALL, HOLD, RELEASE
from reporting.models import PayoutPlan
from reporting.views.forms import DateInput

Choices = list[tuple[str, str]]


class OfAccount(forms.Form):
    """`account` is "name:CUR", one of those that the page shows."""

    account = forms.ChoiceField(label=_("Account and currency"))

    def __init__(self, *args: Any, accounts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ChoiceField", self.fields["account"]).choices = accounts

    @property
    def pair(self) -> dict[str, str]:
        account, _colon, currency = self.cleaned_data["account"].rpartition(":")
        return {"account": account, "currency": currency}

    def minor(self, name: str) -> int:
        """A plain amount in minor units, perhaps below zero. Raises RecourseError."""
        text = self.cleaned_data[name].strip() or "0"
        below = text.startswith(("-", "\u2212"))
        plain = text[1:] if below else text
        if not plain.strip("0."):
            return 0
        amount = parse_amount(plain, self.pair["currency"])
        return -amount if below else amount


class PlanForm(OfAccount):
    rhythm = forms.ChoiceField(label=_("Paid out"), choices=PayoutPlan.Rhythm.choices)
    weekday = forms.TypedChoiceField(
        label=_("Weekday, where it is every week"), choices=PayoutPlan.WEEKDAYS, coerce=int, initial=0
    )
    day = forms.IntegerField(label=_("Day, where it is every month"), min_value=1, max_value=31, initial=1)
    keep = forms.CharField(
        label=_("What stays in the account"), max_length=20, required=False, help_text=_("For example 500.00")
    )

    @property
    def wish(self) -> dict[str, Any]:
        plain = {name: self.cleaned_data[name] for name in ("rhythm", "weekday", "day")}
        return {**self.pair, **plain, "keep_minor": self.minor("keep")}


class BalanceForm(OfAccount):
    balance = forms.CharField(
        label=_("What is there now"), max_length=20, help_text=_("As the gateway’s own page says, for example 1250.40")
    )

    @property
    def wish(self) -> dict[str, Any]:
        return {**self.pair, "balance_minor": self.minor("balance")}


class WhatIfForm(OfAccount):
    move = forms.ChoiceField(
        label=_("What if I"),
        choices=[(HOLD, _("hold approved refunds until")), (RELEASE, _("release undecided refunds on"))],
    )
    on = forms.DateField(label=_("Day"), widget=DateInput())
    batch = forms.CharField(
        label=_("Only this bulk run"),
        required=False,
        max_length=32,
        help_text=_("Its number (BK-…). Leave it empty for all of them."),
    )

    @property
    def batch_named(self) -> str:
        return self.cleaned_data["batch"].strip().upper() or ALL
