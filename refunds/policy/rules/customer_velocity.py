"""How often, and how much, one customer has asked lately."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from refunds.policy.facts import Facts
from refunds.policy.parameter_types import amounts_by_currency, parameter, whole_number
from refunds.policy.rule import Rule
from refunds.policy.verdicts import RuleVerdict
from refunds.policy.wording import gettext as _
from refunds.policy.wording import listed_or, money, ngettext

MOST = 10_000


@dataclass(frozen=True)
class Parameters:
    requests_30d: int = parameter(4, whole_number(at_most=MOST), gettext_lazy("Requests in 30 days, this one included"))
    refunds_90d: int = parameter(6, whole_number(at_most=MOST), gettext_lazy("Refunds in 90 days, this one included"))
    refunded_90d_minor: dict[str, int] = parameter(
        {"EUR": 50000, "USD": 50000, "GBP": 50000, "CHF": 50000, "JPY": 80000},
        amounts_by_currency(none_means=gettext_lazy("no limit")),
        gettext_lazy("Amount refunded in 90 days, this one included; a currency without one has no limit"),
    )


class CustomerVelocity(Rule[Parameters]):
    """
    When one customer asks for refunds more often, or for more money, than is usual within a month or a quarter, a
    person decides. This request counts too.
    """

    code = "customer_velocity"
    title = gettext_lazy("Frequency of requests")
    parameters = Parameters

    def judge(self, facts: Facts, parameters: Parameters) -> RuleVerdict:
        unusual = [*_too_often(facts, parameters), *_too_much(facts, parameters)]
        counts = {
            "requests_30d": facts.customer_requests_30d + 1,
            "refunds_90d": facts.customer_refunds_90d + 1,
            "refunded_90d_minor": facts.customer_refunded_90d_minor + facts.amount_minor,
        }
        if not unusual:
            return self.allow(
                _("The customer asks no more often than usual."),
                _("Your earlier requests do not stand in the way."),
                **counts,
            )
        return self.review(
            " ".join(unusual),
            _("You asked for several refunds lately, so a colleague looks at this one in person."),
            because=_because(facts),
            **counts,
        )

    def plain_words(self, parameters: Parameters) -> str:
        words = {"requests": parameters.requests_30d, "refunds": parameters.refunds_90d}
        sentence = (
            _(
                "Up to %(requests)d requests in 30 days and up to %(refunds)d refunds in 90 days are usual;"
                " when there are more, a person decides."
            )
            % words
        )
        if not parameters.refunded_90d_minor:
            return sentence
        amounts = listed_or([money(amount, currency) for currency, amount in parameters.refunded_90d_minor.items()])
        return sentence + " " + _("So it is when more than %s is refunded in 90 days.") % amounts

    @classmethod
    def remedy(cls) -> str:
        return _("Time changes it: earlier requests stop counting after 30 days, and earlier refunds after 90.")


def _because(facts: Facts) -> str:
    words = {"requests": facts.customer_requests_30d + 1, "refunds": facts.customer_refunds_90d + 1}
    return _("With this one you made %(requests)d requests in 30 days, and %(refunds)d refunds in 90 days.") % words


def _too_often(facts: Facts, parameters: Parameters) -> list[str]:
    sentences = []
    requests, refunds = facts.customer_requests_30d + 1, facts.customer_refunds_90d + 1
    if requests > parameters.requests_30d:
        sentences.append(
            ngettext(
                "%(count)d request in 30 days; usual are up to %(limit)d.",
                "%(count)d requests in 30 days; usual are up to %(limit)d.",
                requests,
            )
            % {"count": requests, "limit": parameters.requests_30d}
        )
    if refunds > parameters.refunds_90d:
        sentences.append(
            ngettext(
                "%(count)d refund in 90 days; usual are up to %(limit)d.",
                "%(count)d refunds in 90 days; usual are up to %(limit)d.",
                refunds,
            )
            % {"count": refunds, "limit": parameters.refunds_90d}
        )
    return sentences


def _too_much(facts: Facts, parameters: Parameters) -> list[str]:
    total_minor = facts.customer_refunded_90d_minor + facts.amount_minor
    limit_minor = parameters.refunded_90d_minor.get(facts.currency)
    if limit_minor is None or total_minor <= limit_minor:
        return []
    words = {"total": money(total_minor, facts.currency), "limit": money(limit_minor, facts.currency)}
    return [_("%(total)s in 90 days; usual is up to %(limit)s.") % words]


RULE = CustomerVelocity
