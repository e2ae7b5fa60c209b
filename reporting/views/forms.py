"""What the input of the statement form looks like."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.actions.order_statement import account_names


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class StatementForm(forms.Form):
    first_on = forms.DateField(label=_("From"), widget=DateInput())
    last_on = forms.DateField(label=_("To and including"), widget=DateInput())
    customer = forms.CharField(
        label=_("Only this customer"),
        help_text=_("Number (CU-…) or e-mail address. Leave it empty for everybody."),
        required=False,
        max_length=254,
    )
    account = forms.ChoiceField(label=_("Or only this gateway account"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(name, name) for name in account_names()]
        self.fields["account"].choices = [("", _("No, refunds of customers")), *names]  # type: ignore[attr-defined]


class BatchForm(forms.Form):
    first_on = forms.DateField(label=_("From"), widget=DateInput())
    last_on = forms.DateField(label=_("To and including"), widget=DateInput())
