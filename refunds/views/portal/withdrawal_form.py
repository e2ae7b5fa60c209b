"""What is asked of somebody who withdraws from a contract: name, contract and contact. More is not needed."""

from __future__ import annotations

import re
import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.errors import BadInput
from customers.models import Customer
from refunds.actions.receive_withdrawal import (
    EMAIL_LIMIT,
    ITEMS_LIMIT,
    NAME_LIMIT,
    ORDER_LIMIT,
    checked_address,
    checked_items,
    checked_line,
    checked_order,
)

_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


class WithdrawalForm(forms.Form):
    """The same fields are asked for, shown, and confirmed; `request_key` makes a form that is sent twice one."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=NAME_LIMIT,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    order_reference = forms.CharField(
        label=gettext_lazy("Contract (order number)"),
        max_length=ORDER_LIMIT,
        help_text=gettext_lazy("It stands in your order confirmation."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    email = forms.CharField(
        label=gettext_lazy("E-mail address"),
        max_length=EMAIL_LIMIT,
        help_text=gettext_lazy("The receipt goes there at once."),
        widget=forms.EmailInput({"autocomplete": "email", "inputmode": "email"}),
    )
    items = forms.CharField(
        label=gettext_lazy("Only these things"),
        max_length=ITEMS_LIMIT,
        required=False,
        help_text=gettext_lazy("Leave it empty to withdraw from the whole contract."),
        widget=forms.Textarea({"rows": 2}),
    )
    request_key = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, customer: Customer | None = None, order: str = "") -> None:
        known = {"name": customer.name, "email": customer.email} if customer else {}
        start = {"request_key": secrets.token_urlsafe(24), "order_reference": order.replace("\x00", "")[:ORDER_LIMIT]}
        super().__init__(data, initial={**start, **known})

    def clean_name(self) -> str:
        return _or_error(checked_line, self.cleaned_data["name"], "name", NAME_LIMIT)

    def clean_order_reference(self) -> str:
        return _or_error(checked_order, self.cleaned_data["order_reference"])

    def clean_email(self) -> str:
        return _or_error(checked_address, self.cleaned_data["email"])

    def clean_items(self) -> str:
        return _or_error(checked_items, self.cleaned_data["items"])

    def clean_request_key(self) -> str:
        key = str(self.cleaned_data["request_key"])
        if not _KEY.fullmatch(key):
            raise forms.ValidationError(_("This form is incomplete. Please open the page afresh."))
        return key

    def hidden(self) -> list[tuple[str, str]]:
        """Name and value of each field, for the page that asks to confirm."""
        return [(name, str(self.cleaned_data[name])) for name in self.fields]


def _or_error(check: Any, *values: Any) -> str:
    try:
        return str(check(*values))
    except BadInput as refusal:
        raise forms.ValidationError(refusal.message, code=refusal.code) from refusal
