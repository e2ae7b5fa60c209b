"""The filters of the inbox: a plain form, the same for the page and the API. Each has an index to walk on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.codes import checked_currency
from customers.errors import BadInput, RecourseError
from customers.models import User
from customers.money import parse_amount
from customers.shop_days import day_start
from customers.templatetags.recourse import CARD_BRANDS
from disputes.evidence.pieces import PIECES
from disputes.models import Dispute, DisputeResult
from disputes.networks import BANK_DEBIT
from refunds import permissions
from refunds.gateways.accounts import account_codes

DAYS = (
    "opened_from", "opened_to", "ended_from", "ended_to", "due_from", "due_to", "respond_from", "respond_to",
)  # fmt: skip
NAMES = (
    "account", "category", "network", "state", "owner", "currency", "amount_from", "amount_to", *DAYS,
    "answered_by", "shows",
)  # fmt: skip
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
ME, NOBODY = "me", "nobody"
OTHER_NETWORKS = {"paypal": "PayPal", BANK_DEBIT: gettext_lazy("Bank debit")}


def networks() -> list[tuple[str, Any]]:
    return [*CARD_BRANDS.items(), *OTHER_NETWORKS.items()]


def _day_input() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class InboxFilter(forms.Form):
    """`cleaned_data` holds what was chosen and nothing else; amounts in minor units, days those of the shop."""

    account = forms.ChoiceField(label=gettext_lazy("Gateway"), required=False)
    category = forms.ChoiceField(label=gettext_lazy("Reason"), required=False)
    network = forms.ChoiceField(label=gettext_lazy("Network"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    owner = forms.CharField(label=gettext_lazy("Owner"), max_length=18, required=False)
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3, required=False)
    amount_from = forms.CharField(label=gettext_lazy("Amount from"), max_length=20, required=False)
    amount_to = forms.CharField(label=gettext_lazy("Amount up to"), max_length=20, required=False)
    opened_from = forms.DateField(label=gettext_lazy("Opened from"), required=False, widget=_day_input())
    opened_to = forms.DateField(label=gettext_lazy("Opened up to"), required=False, widget=_day_input())
    ended_from = forms.DateField(label=gettext_lazy("Ended from"), required=False, widget=_day_input())
    ended_to = forms.DateField(label=gettext_lazy("Ended up to"), required=False, widget=_day_input())
    due_from = forms.DateField(label=gettext_lazy("Answer due from"), required=False, widget=_day_input())
    due_to = forms.DateField(label=gettext_lazy("Answer due up to"), required=False, widget=_day_input())
    respond_from = forms.DateField(label=gettext_lazy("Gateway's day from"), required=False, widget=_day_input())
    respond_to = forms.DateField(label=gettext_lazy("Gateway's day up to"), required=False, widget=_day_input())
    answered_by = forms.CharField(label=gettext_lazy("Answered by"), max_length=18, required=False)
    shows = forms.ChoiceField(label=gettext_lazy("Evidence shown"), required=False)

    def __init__(self, given: Any = None) -> None:
        super().__init__(given, auto_id="filter-%s")
        offered: dict[str, list[Any]] = {
            "account": [(account, account) for account in sorted(account_codes())],
            "category": list(Dispute.Category.choices),
            "network": networks(),
            "state": list(Dispute.State.choices),
            "shows": [(code, piece.title) for code, piece in PIECES.items()],
        }
        for name, choices in offered.items():
            self.fields[name].choices = [("", _("Any")), *choices]  # type: ignore[attr-defined]

    def clean_owner(self) -> str:
        owner: str = self.cleaned_data["owner"].strip()
        if owner not in ("", ME, NOBODY) and not (owner.isascii() and owner.isdigit()):
            raise forms.ValidationError(_("Choose somebody from the list."))
        return owner

    def clean_answered_by(self) -> str:
        person: str = self.cleaned_data["answered_by"].strip()
        if person and not (person.isascii() and person.isdigit()):
            raise forms.ValidationError(_("Choose somebody from the list."))
        return person

    def clean_currency(self) -> str:
        typed: str = self.cleaned_data["currency"].strip().upper()
        try:
            return checked_currency(typed) if typed else ""
        except RecourseError as refusal:
            raise forms.ValidationError(refusal.message) from None

    def clean(self) -> dict[str, Any]:
        kept = {name: value for name, value in self.cleaned_data.items() if value}
        for name in DAYS:
            if name in kept and not EARLIEST <= kept[name] <= LATEST:
                self.add_error(name, _("Choose a day between 2000 and 2100."))
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
    wanted |= {_DAY_FIELDS[name]: _edge(name, chosen[name]) for name in DAYS if name in chosen}
    counted = DisputeResult.objects.filter(is_own=True)
    if answered_by := chosen.get("answered_by"):
        rows = rows.filter(pk__in=counted.filter(person=_number(answered_by)).values("dispute"))
    if shows := chosen.get("shows"):
        rows = rows.filter(pk__in=counted.filter(pieces__contains=[shows]).values("dispute"))
    return rows.filter(**wanted)


_DAY_FIELDS = {"opened_from": "opened_at__gte", "opened_to": "opened_at__lt",
               "ended_from": "finished_at__gte", "ended_to": "finished_at__lt",
               "due_from": "answer_by__gte", "due_to": "answer_by__lt",
               "respond_from": "respond_by__gte", "respond_to": "respond_by__lt"}  # fmt: skip


def _edge(name: str, day: date) -> datetime:
    """Days of the shop, as the results count them."""
    return day_start(day + timedelta(days=1) if name.endswith("_to") else day)


def _number(owner: str) -> int:
    return int(owner) if owner.isdigit() else 0


def hands() -> list[tuple[str, str]]:
    """Me, nobody, and whoever may answer disputes."""
    people = permissions.people_who_may(permissions.ANSWER_DISPUTES)[:200]
    known = [("", _("Any")), (ME, _("Mine")), (NOBODY, _("Nobody's"))]
    return [*known, *((str(person.pk), person.label) for person in people)]
