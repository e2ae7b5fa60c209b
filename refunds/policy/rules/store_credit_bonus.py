"""What comes on top for whoever takes store credit instead of money."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from refunds.policy.facts import Facts
from refunds.policy.parameter_types import Column, Row, Table, amount_minor, currency, parameter, whole_number
from refunds.policy.rule import Rule
from refunds.policy.verdicts import RuleVerdict
from refunds.policy.wording import gettext as _
from refunds.policy.wording import money

MOST_PERCENT = 50


@dataclass(frozen=True, kw_only=True)
class Bonus(Row):
    """The bonus in one currency: `percent` of what goes back, at most `up_to_minor` where a limit is set."""

    currency: str
    percent: int
    up_to_minor: int | None = None

    @property
    def key(self) -> tuple[str, ...]:
        return (self.currency,)

    def of(self, amount_minor: int) -> int:
        """The bonus on an amount in minor units, rounded down."""
        share = amount_minor * self.percent // 100
        return share if self.up_to_minor is None else min(share, self.up_to_minor)

    def told(self) -> str:
        words = {"percent": self.percent, "currency": self.currency}
        if self.up_to_minor is None:
            return _("%(percent)d percent in %(currency)s") % words
        at_most = money(self.up_to_minor, self.currency)
        return _("%(percent)d percent in %(currency)s, at most %(most)s") % {**words, "most": at_most}


BONUSES = Table(
    Bonus,
    (
        Column("currency", currency, gettext_lazy("Currency"), is_condition=True, needed=True),
        Column("percent", whole_number(at_most=MOST_PERCENT, at_least=1), gettext_lazy("Percent"), needed=True),
        Column("up_to_minor", amount_minor, gettext_lazy("At most")),
    ),
)


@dataclass(frozen=True)
class Parameters:
    bonuses: tuple[Bonus, ...] = parameter([], BONUSES, gettext_lazy("Added to store credit, by currency"))


class StoreCreditBonus(Rule[Parameters]):
    """
    Whoever takes store credit instead of money may get a little more. The bonus is a gift of the shop: it is credit
    like the rest, and it is booked on its own.
    """

    code = "store_credit_bonus"
    title = gettext_lazy("Bonus on store credit")
    parameters = Parameters
    turns_down = False

    def judge(self, facts: Facts, parameters: Parameters) -> RuleVerdict:
        bonus = bonus_on(parameters, facts.rail, facts.amount_minor, facts.currency)
        if not bonus:
            return self.allow(_("No bonus is added."), _("Nothing is added to it."))
        words = {"bonus": money(bonus, facts.currency)}
        return self.allow(
            _("A bonus of %(bonus)s is added to the store credit.") % words,
            _("We add %(bonus)s to your store credit.") % words,
            bonus_minor=bonus,
        )

    def plain_words(self, parameters: Parameters) -> str:
        if not parameters.bonuses:
            return _("Store credit is worth exactly what would go back as money; nothing is added.")
        bonuses = "; ".join(bonus.told() for bonus in parameters.bonuses)
        return _("If you take store credit instead of money, we add: %s.") % bonuses

    @classmethod
    def remedy(cls) -> str:
        return _("This rule turns nothing down; it only says what is added to store credit.")


def bonus_on(parameters: Parameters, rail: str, amount_minor: int, currency: str) -> int:
    """The bonus in minor units; none on another way than store credit, or in a currency without one."""
    if rail != "store_credit" or amount_minor <= 0:
        return 0
    return next((bonus.of(amount_minor) for bonus in parameters.bonuses if bonus.currency == currency), 0)


RULE = StoreCreditBonus
