"""The filters above a dashboard: which sides the figures can be narrowed by, and what can be chosen of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.models import Payment, User
from refunds.gateways.accounts import account_codes
from refunds.gateways.discovery import gateway_choices
from refunds.models import Refund

Choices = Iterable[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Filter:
    """`offered` lists what can be chosen; without it the value is typed."""

    label: str | Promise
    offered: Callable[[], Choices] | None = None


def _accounts() -> Choices:
    return [(code, code) for code in sorted(account_codes())]


def _gateways() -> Choices:
    return gateway_choices()


def _people() -> Choices:
    people = User.objects.filter(groups__isnull=False).distinct().order_by("first_name", "last_name", "id")
    return [(str(person.pk), person.label) for person in people[:200]]


FILTERS: Mapping[str, Filter] = {
    "account": Filter(gettext_lazy("Account"), _accounts),
    "gateway": Filter(gettext_lazy("Gateway"), _gateways),
    "method": Filter(gettext_lazy("Method"), lambda: Payment.Method.choices),
    "country": Filter(gettext_lazy("Country")),
    "channel": Filter(gettext_lazy("Channel")),
    "product": Filter(gettext_lazy("Product")),
    "reason": Filter(gettext_lazy("Reason"), lambda: Refund.Reason.choices),
    "person": Filter(gettext_lazy("Person"), _people),
}


def _day_input() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class PeriodForm(forms.Form):
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=_day_input())
    until = forms.DateField(label=gettext_lazy("Up to"), required=False, widget=_day_input())


class FilterForm(PeriodForm):
    """What stands in the address, shown for changing; it refuses nothing, `read_asked` does."""

    def __init__(self, shown: Mapping[str, Any], names: Iterable[str]) -> None:
        super().__init__(initial=dict(shown), auto_id="filter-%s")
        for name in names:
            one, chosen = FILTERS[name], shown.get(name, "")
            self.fields[name] = _chooser(one, chosen) if one.offered else _typed(one)


def _chooser(one: Filter, chosen: str) -> forms.ChoiceField:
    offered = list(one.offered()) if one.offered else []
    if chosen and chosen not in {value for value, _label in offered}:
        offered.append((chosen, chosen))
    return forms.ChoiceField(label=str(one.label), required=False, choices=[("", _("Any")), *offered])


def _typed(one: Filter) -> forms.CharField:
    return forms.CharField(label=str(one.label), required=False, max_length=120)
