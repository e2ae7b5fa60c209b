"""Exceptions to what usually goes out without a person: more, less or nothing, for something narrower."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from refunds.policy import wording
from refunds.policy.conditions import ABOUT_THE_REQUEST, Conditions
from refunds.policy.facts import Facts, LineFacts
from refunds.policy.parameter_types import BadParameter, Column, Table, amount_minor, currency


@dataclass(frozen=True, kw_only=True)
class OtherAmount(Conditions):
    """Another amount up to which a refund goes out by itself; nothing means never, in one currency or in all."""

    up_to_minor: int
    currency: str = ""

    def check(self) -> None:
        if self.up_to_minor and not self.currency:
            raise BadParameter(_("Say in which currency the amount is."))

    def fits(self, facts: Facts, line: LineFacts | None) -> bool:
        return self.currency in ("", facts.currency) and super().fits(facts, line)

    @property
    def key(self) -> tuple[str, ...]:
        return (*super().key, self.currency)

    @property
    def specificity(self) -> tuple[int, ...]:
        """The currency is no condition of its own; it only tells two otherwise equal rows apart."""
        return (*super().specificity, int(self.currency != ""))

    def told(self) -> str:
        words = {"about": self.about(), "currency": self.currency}
        if self.up_to_minor:
            return _("up to %(amount)s for %(about)s") % {
                **words,
                "amount": wording.money(self.up_to_minor, self.currency),
            }
        if self.currency:
            return _("nothing in %(currency)s for %(about)s") % words
        return _("nothing for %(about)s") % words


other_amounts = Table(
    OtherAmount,
    (
        *ABOUT_THE_REQUEST,
        Column("currency", currency, gettext_lazy("Currency")),
        Column("up_to_minor", amount_minor, gettext_lazy("Up to"), needed=True),
    ),
)
