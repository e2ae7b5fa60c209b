"""What somebody types at the door of the portal."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class OrderSignInForm(forms.Form):
    """The pair that a customer finds in every order confirmation."""

    order_reference = forms.CharField(
        label=_("Order number"),
        max_length=120,
        help_text=_("It stands in your order confirmation."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    email = forms.EmailField(
        label=_("E-mail address of the order"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )

    def clean_order_reference(self) -> str:
        return str(self.cleaned_data["order_reference"]).removeprefix("#").strip()


class LinkForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
