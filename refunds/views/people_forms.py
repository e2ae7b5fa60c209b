"""The forms of the pages about people and keys: what is typed and how long it may be, never whether it is allowed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from customers.errors import RecourseError
from customers.models.apikey import SCOPES
from customers.money import to_decimal
from refunds.actions.api_keys import LONGEST_DAYS
from refunds.limit_table import CurrencyLimits
from refunds.roles import all_roles
from refunds.views.policy_grid import read_amount


class RefusableForm(forms.Form):
    def take(self, refusal: RecourseError) -> None:
        """Show a refusal where its cause was typed, or above the form."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, forms.ValidationError(refusal.message, code=refusal.code))


class RolesForm(RefusableForm):
    roles = forms.MultipleChoiceField(label=_("Roles"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(role.name, f"{role.title}: {role.duty}") for role in all_roles()]  # type: ignore[attr-defined]


class InvitationForm(RolesForm):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False)

    field_order = ("email", "first_name", "last_name", "roles")


class PasswordForm(RefusableForm):
    """A first password, typed twice."""

    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. A sentence is easy to remember and hard to guess."),
    )
    again = forms.CharField(
        label=_("The same once more"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("password") and typed.get("again") and typed["password"] != typed["again"]:
            self.add_error("again", _("This is not the same as above."))
        elif typed.get("password"):
            self._check(typed["password"])
        return typed

    def _check(self, password: str) -> None:
        try:
            password_validation.validate_password(password)
        except forms.ValidationError as refusal:
            self.add_error("password", refusal)


class StepUpForm(RefusableForm):
    """The amount of one currency, typed as people write amounts; an empty field is no amount."""

    currency = forms.CharField(label=_("Currency"), max_length=3, help_text=_("Three capital letters, such as EUR."))
    above = forms.CharField(
        label=_("Signing in again above"),
        max_length=24,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, now: CurrencyLimits | None = None) -> None:
        super().__init__(data, initial=_typed(now) if now else None, auto_id=f"{now.currency if now else 'new'}-%s")

    def clean(self) -> dict[str, Any]:
        """Read the amount in the currency that was typed."""
        typed = super().clean() or {}
        typed["currency"] = typed.get("currency", "").strip().upper()
        typed["above"] = self._read(typed.get("above", ""), typed["currency"])
        return typed

    def wish(self) -> dict[str, Any]:
        return {"currency": self.cleaned_data["currency"], "above": self.cleaned_data["above"]}

    def _read(self, text: str, currency: str) -> int | None:
        if not text.strip():
            return None
        try:
            return read_amount(text, currency)
        except RecourseError as refusal:
            self.add_error("currency" if refusal.field == "currency" else "above", refusal.message)
            return None


class KeyForm(RefusableForm):
    name = forms.CharField(label=_("What uses it"), max_length=50, help_text=_("Shown in timelines."))
    owner = forms.EmailField(
        label=_("In whose name"),
        max_length=254,
        help_text=_("The e-mail address of somebody here. The key never may more than they."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=SCOPES.items, widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(label=_("Valid for how many days"), min_value=1, max_value=LONGEST_DAYS, initial=365)


def _typed(now: CurrencyLimits) -> dict[str, str]:
    above = "" if now.step_up_above is None else str(to_decimal(now.step_up_above, now.currency))
    return {"currency": now.currency, "above": above}
