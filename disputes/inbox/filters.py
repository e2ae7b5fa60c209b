"""The filters of the inbox: a plain form, the same for the page and the API. Each has an index to walk on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.codes import checked_currency
from customers.errors import BadInput, RecourseError
from customers.models import User
from customers.money import parse_amount
from customers.templatetags.recourse import CARD_BRANDS
from disputes.models import Dispute
from refunds import permissions
from refunds.gateways.accounts import account_codes

NAMES = ("account", "category", "network", "state", "owner", "currency", "amount_from", "amount_to")
ME, NOBODY = "me", "nobody"
OTHER_NETWORKS = {"paypal": "PayPal", "bank_debit": gettext_lazy("Bank debit")}


def networks() -> list[tuple[str, Any]]:
    return [*CARD_BRANDS.items(), *OTHER_NETWORKS.items()]


class InboxFilter(forms.Form):
    """`cleaned_data` holds what was chosen and nothing else; amounts in minor units."""

    account = forms.ChoiceField(label=gettext_lazy("Gateway"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("Reason"), required=False)
    network = forms.ChoiceField(label=gettext_lazy("Network"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    owner = forms.CharField(label=gettext_lazy("Owner"), max_length=18, required=False)
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3, required=False)
    amount_from = forms.CharField(label=gettext_lazy("Amount from"), max_length=20, required=False)
    amount_to = forms.CharField(label=gettext_lazy("Amount up to"), max_length=20, required=False)

    def __init__(self, given: Any = None) -> None:
        super().__init__(given, auto_id="filter-%s")
        offered: dict[str, list[Any]] = {
            "account": [(account, account) for account in sorted(account_codes())],
            "category": list(Dispute.Category.choices),
            "network": networks(),
            "state": list(Dispute.State.choices),
        }
        for name, choices in offered.items():
            self.fields[name].choices = [("", _("Any")), *choices]  # type: ignore[attr-defined]

    def clean_owner(self) -> str:
        owner: str = self.cleaned_data["owner"].strip()
        if owner not in ("", ME, NOBODY) and not (owner.isascii() and owner.isdigit()):
            raise forms.ValidationError(_("Choose somebody from the list."))
        return owner

    def clean_currency(self) -> str:
        typed: str = self.cleaned_data["currency"].strip().upper()
        try:
            return checked_currency(typed) if typed else ""
        except RecourseError as refusal:
            raise forms.ValidationError(refusal.message) from None

    def clean(self) -> dict[str, Any]:
        kept = {name: value for name, value in self.cleaned_data.items() if value}
        for name in ("amount_from", "amount_to"):
            if name not in kept:
                continue
            if "currency" not in kept:
                self.add_error("currency", _("Say in which currency the amount is."))
                break
            try:
                kept[name] = parse_amount(kept[name], kept["currency"])
            except RecourseError as refusal:
                self.add_error(name, refusal.message)
        return kept


def read_filter(given: Mapping[str, str]) -> dict[str, Any]:
    """What an address chooses. Raises BadInput that names the field."""
    form = InboxFilter({name: given[name] for name in NAMES if name in given})
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        label = form.fields[name].label if name in form.fields else _("Filter")
        raise BadInput(f"{label}: {errors[0]}", "bad_filter", name)
    return form.cleaned_data


def that_fit(rows: QuerySet[Dispute], chosen: Mapping[str, Any], person: User | None) -> QuerySet[Dispute]:
    """The disputes that fit every chosen filter."""
    plain = {"account": "gateway_account", "category": "category", "network": "network", "state": "state",
             "currency": "currency", "amount_from": "amount_minor__gte", "amount_to": "amount_minor__lte"}  # fmt: skip
    wanted = {plain[name]: value for name, value in chosen.items() if name in plain}
    if owner := chosen.get("owner"):
        wanted["owner"] = None if owner == NOBODY else person.pk if owner == ME and person else _number(owner)
    return rows.filter(**wanted)


def _number(owner: str) -> int:
    return int(owner) if owner.isdigit() else 0


def hands() -> list[tuple[str, str]]:
    """Me, nobody, and whoever may answer disputes."""
    people = permissions.people_who_may(permissions.ANSWER_DISPUTES)[:200]
    known = [("", _("Any")), (ME, _("Mine")), (NOBODY, _("Nobody's"))]
    return [*known, *((str(person.pk), person.label) for person in people)]
