"""What may go out without anybody looking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from refunds.policy.facts import ORIGINS, RAILS, REASONS, Facts
from refunds.policy.parameter_types import amounts_by_currency, days, parameter, some_of, yes_or_no
from refunds.policy.rule import Rule
from refunds.policy.verdicts import RuleVerdict
from refunds.policy.wording import days as in_days
from refunds.policy.wording import money


@dataclass(frozen=True)
class Parameters:
    up_to_minor: dict[str, int] = parameter(
        {"EUR": 5000, "USD": 5000, "GBP": 5000, "CHF": 5000, "JPY": 8000},
        amounts_by_currency,
        gettext_lazy("Without a person up to this amount, in minor units; none named means never"),
    )
    reasons: tuple[str, ...] = parameter(
        ["changed_mind", "damaged", "not_as_described", "wrong_item", "canceled_service"],
        some_of(REASONS),
        gettext_lazy("For these reasons"),
    )
    rails: tuple[str, ...] = parameter(["original", "store_credit"], some_of(RAILS), gettext_lazy("By these ways"))
    origins: tuple[str, ...] = parameter(
        ["portal", "api"], some_of(ORIGINS), gettext_lazy("When asked through these doors")
    )
    staff_requests: bool = parameter(False, yes_or_no, gettext_lazy("Also what staff ask for"))
    paid_within_days: int = parameter(180, days, gettext_lazy("For payments not older than this many days"))


class AutomaticApproval(Rule[Parameters]):
    """
    A small, usual refund goes out by itself: up to an amount per currency, for usual reasons, by a usual way, for a
    payment that is not too old. Everything else goes before a person, and so does what staff ask for themselves.
    """

    code = "automatic_approval"
    title = gettext_lazy("Automatic approval")
    parameters = Parameters

    def judge(self, facts: Facts, parameters: Parameters) -> RuleVerdict:
        obstacles = [*_amount(facts, parameters), *_kind(facts, parameters), *_age(facts, parameters)]
        limit = {"up_to_minor": parameters.up_to_minor.get(facts.currency, 0)}
        if obstacles:
            return self.review(
                " ".join(obstacles),
                _("A colleague looks at your request in person. You do not have to do anything."),
                **limit,
            )
        return self.allow(
            _("Small and usual: it may go out by itself."),
            _("We can refund this right away."),
            **limit,
        )


def _amount(facts: Facts, parameters: Parameters) -> list[str]:
    limit_minor = parameters.up_to_minor.get(facts.currency)
    if limit_minor is None:
        return [_("Nothing in %s goes out by itself.") % facts.currency]
    if facts.amount_minor > limit_minor:
        return [_("More than %s, the most that goes out by itself.") % money(limit_minor, facts.currency)]
    return []


def _kind(facts: Facts, parameters: Parameters) -> list[str]:
    sentences = {
        _("Goodwill on top of what was bought never goes out by itself."): _is_on_top(facts),
        _("Staff asked for it themselves."): facts.requested_by_staff and not parameters.staff_requests,
        _("Nothing with this reason goes out by itself."): facts.reason not in parameters.reasons,
        _("Nothing goes out by itself by this way."): facts.rail not in parameters.rails,
        _("Nothing asked for through this door goes out by itself."): facts.origin not in parameters.origins,
    }
    return [sentence for sentence, holds in sentences.items() if holds]


def _is_on_top(facts: Facts) -> bool:
    """Where goodwill is the whole reason, the reasons above say whether it may."""
    return facts.goodwill_minor > 0 and facts.reason != "goodwill"


def _age(facts: Facts, parameters: Parameters) -> list[str]:
    """Old payments fail more often: the card has expired, or the gateway no longer takes the refund."""
    if facts.asked_at - facts.captured_at <= timedelta(days=parameters.paid_within_days):
        return []
    return [_("The payment is older than %s.") % in_days(parameters.paid_within_days)]


RULE = AutomaticApproval
