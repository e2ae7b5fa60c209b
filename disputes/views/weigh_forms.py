"""The forms of the pages of fight or accept: what is typed, how long it may be; never whether it is allowed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.errors import BadInput
from customers.money import parse_amount, to_decimal
from disputes.actions.set_fees import LONGEST_SOURCE, MOST_MINUTES
from disputes.models import AutomaticRule, Dispute, DisputeFee, StaffTime
from refunds.gateways.accounts import account_codes
from refunds.gateways.discovery import gateway_choices
from refunds.views.time_forms import HouseForm

AMOUNT = {"inputmode": "decimal", "autocomplete": "off"}
CODE = {"autocomplete": "off", "autocapitalize": "characters", "size": "4"}


class MoneyForm(HouseForm):
    """Amounts are typed with a point in the currency beside them, and handed on in minor units as `<name>_minor`."""

    AMOUNTS: tuple[str, ...] = ()
    MAY_BE_ZERO: tuple[str, ...] = ()

    currency = forms.CharField(
        label=_("Currency"), max_length=3, widget=forms.TextInput({**CODE, "placeholder": "EUR"})
    )

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in self.AMOUNTS:
            typed, currency = cleaned.pop(name, ""), cleaned.get("currency", "")
            if not typed or not currency:
                continue
            try:
                nothing = name in self.MAY_BE_ZERO and typed.strip() in ("0", "0.00")
                cleaned[f"{name}_minor"] = 0 if nothing else parse_amount(typed, currency)
            except BadInput as refusal:
                self.add_error("currency" if refusal.field == "currency" else name, refusal.message)
        return cleaned

    def take(self, refusal: Any) -> None:
        """The action speaks of minor units; show its refusal where the amount was typed."""
        field = (refusal.field or "").removesuffix("_minor")
        self.add_error(field if field in self.fields else None, forms.ValidationError(refusal.message, refusal.code))


class FeeForm(MoneyForm):
    AMOUNTS = MAY_BE_ZERO = ("amount",)

    kind = forms.ChoiceField(label=_("What for"), choices=DisputeFee.Kind.choices)
    gateway = forms.ChoiceField(label=_("Gateway"))
    account = forms.ChoiceField(label=_("Only this account"), required=False)
    country = forms.CharField(
        label=_("Only for a shop in"),
        max_length=2,
        required=False,
        widget=forms.TextInput({**CODE, "placeholder": _("Any")}),
        help_text=_("Two letters, as DE. It is the shop's country that counts, not the customer's."),
    )
    amount = forms.CharField(
        label=_("Amount"), max_length=30, widget=forms.TextInput(AMOUNT), help_text=_("0 where nothing is charged.")
    )
    comes_back = forms.BooleanField(label=_("Given back when the dispute is won"), required=False)
    valid_from = forms.DateField(label=_("Valid from"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    source = forms.CharField(
        label=_("Where that is written"),
        max_length=LONGEST_SOURCE,
        help_text=_("A page of the contract, or an address."),
    )

    field_order = ["kind", "gateway", "account", "country", "currency", "amount", "comes_back", "valid_from", "source"]

    def __init__(self, data: Any = None, row: DisputeFee | None = None) -> None:
        super().__init__(data, auto_id="fee-%s", initial=_typed(row, {"amount": row.amount_minor}) if row else {})
        fields: dict[str, Any] = self.fields
        fields["gateway"].choices = [("", _("Choose a gateway")), *gateway_choices()]
        fields["account"].choices = [("", _("Every account")), *((code, code) for code in sorted(account_codes()))]

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).strip().upper()


class WorkForm(MoneyForm):
    """What an answer costs in one currency; saved again it takes the place of what was set."""

    AMOUNTS = ("hour",)

    minutes = forms.IntegerField(label=_("Minutes for one answer"), min_value=1, max_value=MOST_MINUTES)
    hour = forms.CharField(label=_("An hour of work costs"), max_length=30, widget=forms.TextInput(AMOUNT))

    def __init__(self, data: Any = None, row: StaffTime | None = None) -> None:
        super().__init__(data, auto_id="work-%s", initial=_typed(row, {"hour": row.hour_minor}) if row else {})


class RuleForm(MoneyForm):
    """The rule of one currency; saved again it takes the place of what was set."""

    AMOUNTS = ("up_to", "per_day", "per_month")

    is_on = forms.BooleanField(label=_("The rule is on"), required=False)
    accepts = forms.BooleanField(label=_("Accept chargebacks"), required=False)
    refunds = forms.BooleanField(label=_("Refund inquiries in full"), required=False)
    up_to = forms.CharField(label=_("One dispute up to"), max_length=30, widget=forms.TextInput(AMOUNT))
    per_day = forms.CharField(label=_("On one day together at most"), max_length=30, widget=forms.TextInput(AMOUNT))
    per_month = forms.CharField(label=_("In one month together at most"), max_length=30, widget=forms.TextInput(AMOUNT))
    categories = forms.MultipleChoiceField(
        label=_("Only for these reasons"),
        choices=Dispute.Category.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    field_order = ["currency", "is_on", "accepts", "refunds", "up_to", "per_day", "per_month", "categories"]

    def __init__(self, data: Any = None, row: AutomaticRule | None = None) -> None:
        amounts = {name: getattr(row, f"{name}_minor") for name in self.AMOUNTS} if row else {}
        super().__init__(data, auto_id="rule-%s", initial=_typed(row, amounts) if row else {})


def _typed(row: Any, amounts: dict[str, int]) -> dict[str, Any]:
    """The row as somebody would type it."""
    plain = {field.attname: getattr(row, field.attname) for field in row._meta.fields}
    return {**plain, **{name: f"{to_decimal(minor, row.currency):f}" for name, minor in amounts.items()}}
