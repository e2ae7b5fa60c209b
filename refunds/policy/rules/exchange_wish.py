"""Whoever would rather have another thing than money gets an answer before money leaves."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from refunds.policy.facts import Facts
from refunds.policy.rule import Rule
from refunds.policy.verdicts import RuleVerdict
from refunds.policy.wording import gettext as _


@dataclass(frozen=True)
class Parameters:
    """There is nothing to choose: a wish is read by a person."""


class ExchangeWish(Rule[Parameters]):
    """
    A customer may say that an exchange would be better than money. Then a person answers before anything is paid, and
    settles the exchange in the shop's own way.
    """

    code = "exchange_wish"
    title = gettext_lazy("Wish for an exchange")
    parameters = Parameters
    turns_down = False

    def judge(self, facts: Facts, parameters: Parameters) -> RuleVerdict:
        if facts.wants_exchange:
            return self.review(
                _("The customer would rather have an exchange; a person answers first."),
                _("You would rather have an exchange, so a colleague answers you before any money moves."),
            )
        return self.allow(_("No exchange is wished for."), _("You did not ask for an exchange."))

    def plain_words(self, parameters: Parameters) -> str:
        return _("If you would rather have an exchange, tell us with your request: a person answers before we pay.")

    @classmethod
    def remedy(cls) -> str:
        return _("This rule turns nothing down; it only sends a wish for an exchange to a person.")


RULE = ExchangeWish
