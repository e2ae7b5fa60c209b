"""The forms about credit notes and who sells: what is typed and how long it may be, never whether it is allowed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.known_accounts import known_accounts
from refunds.actions.issue_credit_note import REASON_LIMIT
from refunds.models.legal_entity import USUAL_FORMAT
from refunds.views.people_forms import RefusableForm
from refunds.views.time_forms import CODE


class ReasonForm(RefusableForm):
    reason = forms.CharField(label=_("Reason"), max_length=REASON_LIMIT, help_text=_("It stands on the paper."))


class IssueForm(ReasonForm):
    payment = forms.CharField(
        label=_("Payment"),
        max_length=32,
        widget=forms.TextInput({"placeholder": "PM-2026-000123", "autocomplete": "off", "spellcheck": "false"}),
    )
    amount = forms.CharField(
        label=_("Amount"),
        max_length=30,
        help_text=_("Tax included, in the currency of the payment, such as 43.10."),
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )

    field_order = ("payment", "amount", "reason")


class EntityForm(RefusableForm):
    code = forms.SlugField(label=_("Short name"), max_length=20, help_text=_("One that exists is changed."))
    name = forms.CharField(label=_("Name"), max_length=200)
    street = forms.CharField(label=_("Street"), max_length=200, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=120, required=False)
    country = forms.CharField(label=_("Country"), max_length=2, widget=forms.TextInput(CODE))
    vat_id = forms.CharField(label=_("VAT identification number"), max_length=32, required=False)
    tax_number = forms.CharField(label=_("Tax number"), max_length=32, required=False)
    registration = forms.CharField(label=_("Entry in the register"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    accounts = forms.MultipleChoiceField(
        label=_("Sells what is paid through"), required=False, widget=forms.CheckboxSelectMultiple
    )
    countries = forms.CharField(
        label=_("Sells to customers in"),
        required=False,
        max_length=200,
        help_text=_("Codes of two letters, such as DE AT."),
    )
    is_usual = forms.BooleanField(label=_("Sells everything else"), required=False)
    number_format = forms.CharField(
        label=_("How a number is written"),
        max_length=40,
        initial=USUAL_FORMAT,
        help_text=_("{number} counts without a gap, {number:05} with leading zeros; with {year} it begins anew."),
    )
    is_automatic = forms.BooleanField(
        label=_("Writes a credit note when a refund completes"), required=False, initial=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accounts"].choices = [(code, code) for code in sorted(known_accounts())]  # type: ignore[attr-defined]

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).strip().upper()

    def clean_countries(self) -> list[str]:
        return str(self.cleaned_data["countries"]).replace(",", " ").upper().split()
