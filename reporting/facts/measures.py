"""What can be counted: names, labels and units. Money is in minor units, positive when the label is true of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.errors import BadInput

MONEY, COUNT = "money", "count"


@dataclass(frozen=True, slots=True)
class Measure:
    """`parts` is not empty for a measure that is made of others: each with the sign with which it counts."""

    name: str
    label: Any
    unit: str
    parts: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_money(self) -> bool:
        return self.unit == MONEY

    @property
    def basic(self) -> Mapping[str, int]:
        """What is summed up for it, with signs; a measure that is no other's sum is its own."""
        return self.parts or {self.name: 1}


class UnknownMeasure(BadInput):
    code = "measure_unknown"


def measure(name: str) -> Measure:
    """Find a measure by its name. Raises UnknownMeasure."""
    if name not in MEASURES:
        raise UnknownMeasure(_("There is no figure of the name “%s”.") % name[:40])
    return MEASURES[name]


def basic_names(names: Iterable[str]) -> tuple[str, ...]:
    """The measures that are summed up for these, each once."""
    return tuple(dict.fromkeys(part for name in names for part in measure(name).basic))


def _money(name: str, label: Any, **parts: int) -> Measure:
    return Measure(name, label, MONEY, parts)


def _count(name: str, label: Any, **parts: int) -> Measure:
    return Measure(name, label, COUNT, parts)


MEASURES: dict[str, Measure] = {
    found.name: found
    for found in (
        _money("gross", gettext_lazy("Captured")),
        _money("discounts", gettext_lazy("Discounts")),
        _money("refunded", gettext_lazy("Paid back")),
        _money("came_back", gettext_lazy("Came back")),
        _money("tax_back", gettext_lazy("Tax in what was paid back")),
        _money("credit_granted", gettext_lazy("Store credit granted")),
        _money("credit_spent", gettext_lazy("Store credit spent")),
        _money("credit_expired", gettext_lazy("Store credit expired")),
        _money("fees", gettext_lazy("Gateway fees")),
        _money("refund_fees", gettext_lazy("Kept from customers")),
        _money("charged_back", gettext_lazy("Taken by disputes")),
        _money("recovered", gettext_lazy("Won back")),
        _money("dispute_fees", gettext_lazy("Dispute fees")),
        _money("written_off", gettext_lazy("Written off")),
        _money("net_refunded", gettext_lazy("Paid back less what came back"), refunded=1, came_back=-1),
        _money(
            "net", gettext_lazy("Net"),
            gross=1, refunded=-1, came_back=1, charged_back=-1, recovered=1, fees=-1, dispute_fees=-1,
        ),
        _count("payments", gettext_lazy("Payments")),
        _count("refunds", gettext_lazy("Refunds paid")),
        _count("reversals", gettext_lazy("Refunds that came back")),
        _count("requests", gettext_lazy("Requests")),
        _count("approved", gettext_lazy("Approved")),
        _count("rejected", gettext_lazy("Rejected")),
        _count("automatic", gettext_lazy("Approved by the policy alone")),
        _count("failed", gettext_lazy("Failed")),
        _count("disputes", gettext_lazy("Disputes opened")),
        _count("disputes_won", gettext_lazy("Disputes won")),
        _count("disputes_lost", gettext_lazy("Disputes lost")),
        _count("disputed", gettext_lazy("Payments disputed, by day of the charge")),
        _count("chargebacks", gettext_lazy("Chargebacks")),
        _count("warnings", gettext_lazy("Warnings of fraud")),
        _count("network_cases", gettext_lazy("Chargebacks and warnings of fraud"), chargebacks=1, warnings=1),
    )
}  # fmt: skip
"""Payments and refunds count captured and settled ones; `requests` leaves out refunds found at a gateway.

Lost are disputes that ended against the shop: lost, accepted or missed. By product a count is that of the things with
this product in them, so that the products together may count more than there are things. `refund_fees` and `tax_back`
are taken back where the refund came back; `credit_granted` where a person took credit away. `fees` are those that
settlement reports name, except for disputes. `disputed`, `chargebacks` and `warnings` are what card networks look at:
they tell what has become of a day until now, and so go on changing after it is closed.
"""
