"""By what figures are told apart. A value is a string, empty where nothing is known; days are those of the shop."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.errors import BadInput
from customers.models import Payment, User
from disputes.models import Dispute
from refunds.gateways.discovery import gateway_choices
from refunds.models import Refund

TIMES = ("day", "week", "month", "year")
KEPT = ("account", "method", "country", "channel", "reason", "person", "product", "bought", "network")
"""What the sums are kept by, beside day and currency. An account has one gateway."""

DISPUTED = "dispute:"
"""Begins the reasons of disputes, which are other words than those of refunds."""


@dataclass(frozen=True, slots=True)
class Dimension:
    name: str
    label: Any


class UnknownDimension(BadInput):
    code = "dimension_unknown"


def require_known(names: Iterable[str]) -> None:
    """Raise UnknownDimension unless each of these is a dimension."""
    for name in names:
        if name not in DIMENSIONS:
            raise UnknownDimension(_("Figures cannot be told apart by “%s”.") % name[:40])


def first_of(time: str, day: date) -> date:
    """The first day of the week (Monday), month or year that a day belongs to; of a day, itself."""
    match time:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "year":
            return day.replace(month=1, day=1)
        case _:
            return day


def value_labels(name: str, values: Iterable[str]) -> dict[str, str]:
    """What people read for the values of a dimension; the value itself where there is no better word."""
    wanted = set(values)
    words = _words(name, wanted)
    return {value: words.get(value) or value or _("Not known") for value in wanted}


def _words(name: str, values: set[str]) -> dict[str, str]:
    match name:
        case "reason":
            disputed = {f"{DISPUTED}{value}": _("Dispute: %s") % label for value, label in Dispute.Category.choices}
            return {value: str(label) for value, label in [*Refund.Reason.choices, *disputed.items()]}
        case "method":
            return {value: str(label) for value, label in Payment.Method.choices}
        case "gateway":
            return {value: str(label) for value, label in gateway_choices()}
        case "person":
            ids = [int(value) for value in values if value.isdecimal()]
            return {"": _("Nobody"), **{str(person.pk): person.label for person in User.objects.filter(pk__in=ids)}}
        case _:
            return {}


DIMENSIONS: dict[str, Dimension] = {
    found.name: found
    for found in (
        Dimension("day", gettext_lazy("Day")),
        Dimension("week", gettext_lazy("Week")),
        Dimension("month", gettext_lazy("Month")),
        Dimension("year", gettext_lazy("Year")),
        Dimension("currency", gettext_lazy("Currency")),
        Dimension("account", gettext_lazy("Gateway account")),
        Dimension("gateway", gettext_lazy("Gateway")),
        Dimension("method", gettext_lazy("Method of payment")),
        Dimension("country", gettext_lazy("Country")),
        Dimension("channel", gettext_lazy("Channel")),
        Dimension("product", gettext_lazy("Product")),
        Dimension("reason", gettext_lazy("Reason")),
        Dimension("person", gettext_lazy("Person")),
        Dimension("bought", gettext_lazy("Month of purchase")),
        Dimension("network", gettext_lazy("Network")),
    )
}
"""Account, gateway, method and country are those of the payment; channel that of its first line, product the lines'.

The person of a payout or decision is who decided (nobody where the policy did), of a request who asked for the
customer, of a dispute its owner. The month of purchase (2026-03) is that of a refund's payment; the network is the
card's, or PayPal.
"""
