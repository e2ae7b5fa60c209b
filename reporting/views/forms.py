"""What the input of finance's forms looks like."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


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


class RateFileForm(forms.Form):
    file = forms.FileField(
        label=_("File of the ECB"),
        help_text=_("eurofxref-hist as CSV, zip or XML, from the pages of the European Central Bank."),
        widget=forms.FileInput({"accept": ".csv,.zip,.xml"}),
    )


class RateForm(forms.Form):
    day = forms.DateField(label=_("Day"), widget=DateInput())
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$", label=_("Currency"), max_length=3, error_messages={"invalid": _("Three letters, as in USD.")}
    )
    per_euro = forms.DecimalField(label=_("Units for one euro"), min_value=0, max_digits=22, decimal_places=10)
    source = forms.CharField(label=_("Where it is from"), max_length=200)

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()


class CurrencyForm(forms.Form):
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$",
        label=_("Reporting currency"),
        help_text=_("Sums of several currencies are converted into it, beside the original ones."),
        max_length=3,
        error_messages={"invalid": _("Three letters, as in USD.")},
    )

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()
