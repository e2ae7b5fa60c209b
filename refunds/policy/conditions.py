"""What an exception is about: a product kind, a sales channel, a country, a reason, a way back or a door."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from refunds.policy import wording
from refunds.policy.facts import ORIGINS, PRODUCT_KINDS, RAILS, REASONS, Facts, LineFacts
from refunds.policy.names import KIND_NAMES, ORIGIN_NAMES, RAIL_NAMES, REASON_NAMES, country_name
from refunds.policy.parameter_types import Column, Row, channel, country, one_of

ABOUT_THE_SALE = (
    Column("product_kind", one_of(PRODUCT_KINDS, KIND_NAMES), gettext_lazy("Product kind"), is_condition=True),
    Column("channel", channel, gettext_lazy("Sales channel"), is_condition=True),
    Column("country", country, gettext_lazy("Country"), is_condition=True),
    Column("reason", one_of(REASONS, REASON_NAMES), gettext_lazy("Reason"), is_condition=True),
)
ABOUT_THE_REQUEST = (
    *ABOUT_THE_SALE,
    Column("rail", one_of(RAILS, RAIL_NAMES), gettext_lazy("Paid back by"), is_condition=True),
    Column("origin", one_of(ORIGINS, ORIGIN_NAMES), gettext_lazy("Asked through"), is_condition=True),
)


@dataclass(frozen=True, kw_only=True)
class Conditions(Row):
    """An empty condition fits everything."""

    product_kind: str = ""
    channel: str = ""
    country: str = ""
    reason: str = ""
    rail: str = ""
    origin: str = ""

    def fits(self, facts: Facts, line: LineFacts | None) -> bool:
        """Whether all of it holds for this line of the request; without a line nothing is known of what was sold."""
        conditions = (
            (self.product_kind, line.product_kind if line else None),
            (self.channel, line.channel if line else None),
            (self.country, facts.country),
            (self.reason, facts.reason),
            (self.rail, facts.rail),
            (self.origin, facts.origin),
        )
        return all(wanted in ("", actual) for wanted, actual in conditions)

    @property
    def conditions(self) -> tuple[str, ...]:
        return (self.product_kind, self.channel, self.country, self.reason, self.rail, self.origin)

    @property
    def key(self) -> tuple[str, ...]:
        return self.conditions

    @property
    def specificity(self) -> tuple[int, ...]:
        """More conditions win; among equally many, the product before the channel before the country, and so on."""
        named = [int(condition != "") for condition in self.conditions]
        return (sum(named), *named)

    def about(self) -> str:
        """Say what it is about, to follow "for": "tickets, sold in “store”, in Germany"."""
        parts = [
            str(KIND_NAMES.get(self.product_kind, "")),
            self.channel and _("sales through “%s”") % self.channel,
            self.country and _("buyers in %s") % country_name(self.country),
            self.reason and str(REASON_NAMES[self.reason]),
            self.rail and _("refunds by %s") % RAIL_NAMES[self.rail],
            self.origin and _("requests through %s") % ORIGIN_NAMES[self.origin],
        ]
        return wording.listed([part for part in parts if part])


C = TypeVar("C", bound=Conditions)


def most_specific(rows: Iterable[C], facts: Facts, line: LineFacts | None) -> C | None:
    """Return the row with the most conditions among those that fit, if any does."""
    return max((row for row in rows if row.fits(facts, line)), key=lambda row: row.specificity, default=None)
