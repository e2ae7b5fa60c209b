"""A smaller refund for whoever keeps what is not as it should be."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from refunds.policy.facts import Facts
from refunds.policy.names import REASON_NAMES
from refunds.policy.parameter_types import Column, Row, Table, one_of, parameter, whole_number
from refunds.policy.rule import Rule
from refunds.policy.verdicts import RuleVerdict
from refunds.policy.wording import gettext as _

KEEP_REASONS = ("damaged", "not_as_described", "wrong_item")
MOST_PERCENT = 90


@dataclass(frozen=True, kw_only=True)
class Offer(Row):
    """What is offered for one reason: keep it, and get `percent` of its price back."""

    reason: str
    percent: int

    @property
    def key(self) -> tuple[str, ...]:
        return (self.reason, str(self.percent))

    def told(self) -> str:
        return _("%(percent)d percent for %(reason)s") % {
            "percent": self.percent,
            "reason": REASON_NAMES[self.reason],
        }


OFFERS = Table(
    Offer,
    (
        Column("reason", one_of(KEEP_REASONS, REASON_NAMES), gettext_lazy("Reason"), is_condition=True, needed=True),
        Column("percent", whole_number(at_most=MOST_PERCENT, at_least=1), gettext_lazy("Percent"), needed=True),
    ),
)


@dataclass(frozen=True)
class Parameters:
    offers: tuple[Offer, ...] = parameter([], OFFERS, gettext_lazy("Offered to whoever keeps it: part of the price"))


class KeepTheGoods(Rule[Parameters]):
    """
    Something that is not as it should be may still be of use. Whoever keeps it can choose a part of the price instead
    of sending it back. With that the matter is settled for what is kept.
    """

    code = "keep_the_goods"
    title = gettext_lazy("Keeping it for less")
    parameters = Parameters

    def judge(self, facts: Facts, parameters: Parameters) -> RuleVerdict:
        if not facts.keeps_percent:
            return self.allow(
                _("Nothing is kept for a smaller refund."), _("You do not keep anything for a smaller refund.")
            )
        words = {"percent": facts.keeps_percent}
        if facts.keeps_percent in offered(parameters, facts.reason):
            return self.allow(
                _("The customer keeps it for %(percent)d percent of the price, which is offered for this reason.")
                % words,
                _("You keep it and get %(percent)d percent of the price back.") % words,
                percent=facts.keeps_percent,
            )
        return self.review(
            _("The customer keeps it for %(percent)d percent of the price, which is not offered for this reason.")
            % words,
            _("A colleague looks at what you get back for keeping it."),
            percent=facts.keeps_percent,
        )

    def plain_words(self, parameters: Parameters) -> str:
        if not parameters.offers:
            return _("We offer no smaller refund to whoever keeps the goods; our staff may.")
        offers = "; ".join(offer.told() for offer in parameters.offers)
        return _("You can keep it and get a part of the price back: %s.") % offers

    @classmethod
    def remedy(cls) -> str:
        return _("Ask for what you paid instead, and send the goods back.")


def offered(parameters: Parameters, reason: str) -> list[int]:
    """The percentages that are offered for this reason, the smallest first."""
    return sorted(offer.percent for offer in parameters.offers if offer.reason == reason)


RULE = KeepTheGoods
