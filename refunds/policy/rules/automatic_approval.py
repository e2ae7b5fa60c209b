"""What may go out without anybody looking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy

from refunds.policy.automatic import OtherAmount, other_amounts
from refunds.policy.conditions import most_specific
from refunds.policy.facts import ORIGINS, PRODUCT_KINDS, RAILS, REASONS, Facts, LineFacts
from refunds.policy.names import KIND_NAMES, ORIGIN_NAMES, RAIL_NAMES, REASON_NAMES, country_name
from refunds.policy.parameter_types import (
    Countries,
    Names,
    amounts_by_currency,
    days,
    parameter,
    some_of,
    whole_number,
    yes_or_no,
)
from refunds.policy.rule import Rule
from refunds.policy.verdicts import RuleVerdict
from refunds.policy.wording import days as in_days
from refunds.policy.wording import gettext as _
from refunds.policy.wording import listed_or, money

MOST_REFUNDS = 10_000


@dataclass(frozen=True)
class Parameters:
    up_to_minor: dict[str, int] = parameter(
        {"EUR": 5000, "USD": 5000, "GBP": 5000, "CHF": 5000, "JPY": 8000},
        amounts_by_currency(none_means=gettext_lazy("never")),
        gettext_lazy("Without a person up to this amount; a currency without one never"),
    )
    reasons: tuple[str, ...] = parameter(
        ["changed_mind", "damaged", "not_as_described", "wrong_item", "canceled_service"],
        some_of(REASONS, REASON_NAMES),
        gettext_lazy("For these reasons"),
    )
    rails: tuple[str, ...] = parameter(
        ["original", "store_credit"], some_of(RAILS, RAIL_NAMES), gettext_lazy("By these ways")
    )
    origins: tuple[str, ...] = parameter(
        ["portal", "api"], some_of(ORIGINS, ORIGIN_NAMES), gettext_lazy("When asked through these doors")
    )
    product_kinds: tuple[str, ...] = parameter(
        list(PRODUCT_KINDS), some_of(PRODUCT_KINDS, KIND_NAMES), gettext_lazy("For these product kinds")
    )
    countries: tuple[str, ...] = parameter(
        [],
        Countries(none_means=gettext_lazy("every country")),
        gettext_lazy("For buyers in these countries; none named means everywhere"),
    )
    staff_requests: bool = parameter(False, yes_or_no, gettext_lazy("Also what staff ask for"))
    paid_within_days: int = parameter(180, days, gettext_lazy("For payments not older than this many days"))
    refunds_90d: int | None = parameter(
        None,
        whole_number(at_most=MOST_REFUNDS, none_means=gettext_lazy("any number")),
        gettext_lazy("For customers with at most this many refunds in 90 days, this one included"),
    )
    exceptions: tuple[OtherAmount, ...] = parameter(
        [], other_amounts, gettext_lazy("Other amounts for something narrower; nothing means never")
    )


class AutomaticApproval(Rule[Parameters]):
    """
    A small, usual refund goes out by itself: up to an amount per currency, for usual reasons, by a usual way, for a
    payment that is not too old. Other amounts may hold for a product kind, channel, country, reason, way or door; the
    most specific one applies, and what it names need not be in the lists. Where the lines of a request differ, the
    smallest amount counts. Everything else goes before a person, and so does what staff ask for themselves.
    """

    code = "automatic_approval"
    title = gettext_lazy("Automatic approval")
    parameters = Parameters
    turns_down = False

    def judge(self, facts: Facts, parameters: Parameters) -> RuleVerdict:
        applying = _applying(facts, parameters)
        up_to_minor = _limit(facts, parameters, applying)
        obstacles = [
            *_amount(facts, up_to_minor),
            *_kind(facts, parameters, applying),
            *_sale(facts, parameters, applying),
            *_age_and_habit(facts, parameters),
        ]
        limit = {"up_to_minor": up_to_minor or 0}
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

    def plain_words(self, parameters: Parameters) -> str:
        return " ".join(_sentences(parameters))

    @classmethod
    def remedy(cls) -> str:
        return _("This rule turns nothing down; it only says what goes out without a person.")


Applying = list[tuple[LineFacts | None, OtherAmount | None]]
"""Each line that the request is about, with the exception that applies to it."""


def _applying(facts: Facts, parameters: Parameters) -> Applying:
    lines: tuple[LineFacts | None, ...] = facts.concerned_lines or (None,)
    return [(line, most_specific(parameters.exceptions, facts, line)) for line in lines]


def _limit(facts: Facts, parameters: Parameters, applying: Applying) -> int | None:
    """The smallest amount of all lines; None where nothing in this currency goes out by itself."""
    usual = parameters.up_to_minor.get(facts.currency)
    limits = [exception.up_to_minor if exception else usual for _line, exception in applying]
    return None if None in limits else min(limit for limit in limits if limit is not None)


def _amount(facts: Facts, up_to_minor: int | None) -> list[str]:
    if up_to_minor is None:
        return [_("Nothing in %s goes out by itself.") % facts.currency]
    if facts.amount_minor > up_to_minor:
        return [_("More than %s, the most that goes out by itself.") % money(up_to_minor, facts.currency)]
    return []


def _kind(facts: Facts, parameters: Parameters, applying: Applying) -> list[str]:
    sentences = {
        _("Goodwill on top of what was bought never goes out by itself."): _is_on_top(facts),
        _("Staff asked for it themselves."): facts.requested_by_staff and not parameters.staff_requests,
        _("Nothing with this reason goes out by itself."): facts.reason not in parameters.reasons
        and not _all_name("reason", applying),
        _("Nothing goes out by itself by this way."): facts.rail not in parameters.rails
        and not _all_name("rail", applying),
        _("Nothing asked for through this door goes out by itself."): facts.origin not in parameters.origins
        and not _all_name("origin", applying),
    }
    return [sentence for sentence, holds in sentences.items() if holds]


def _is_on_top(facts: Facts) -> bool:
    """Where goodwill is the whole reason, the reasons above say whether it may."""
    return facts.goodwill_minor > 0 and facts.reason != "goodwill"


def _sale(facts: Facts, parameters: Parameters, applying: Applying) -> list[str]:
    sentences = {
        _("Some of what it is for never goes out by itself."): not all(
            _kind_is_usual(line, exception, parameters) for line, exception in applying
        ),
        _("Nothing for buyers in this country goes out by itself."): bool(parameters.countries)
        and facts.country not in parameters.countries
        and not _all_name("country", applying),
    }
    return [sentence for sentence, holds in sentences.items() if holds]


def _kind_is_usual(line: LineFacts | None, exception: OtherAmount | None, parameters: Parameters) -> bool:
    """Where no line is known, only a policy without a choice of kinds can let it out."""
    if line is None:
        return set(parameters.product_kinds) == set(PRODUCT_KINDS)
    return line.product_kind in parameters.product_kinds or bool(exception and exception.product_kind)


def _all_name(condition: str, applying: Applying) -> bool:
    """Whether the exceptions themselves say for which reason, way, door or country they are."""
    return all(exception is not None and getattr(exception, condition) for _line, exception in applying)


def _age_and_habit(facts: Facts, parameters: Parameters) -> list[str]:
    """Old payments fail more often: the card has expired, or the gateway no longer takes the refund."""
    sentences = []
    if facts.asked_at - facts.captured_at > timedelta(days=parameters.paid_within_days):
        sentences.append(_("The payment is older than %s.") % in_days(parameters.paid_within_days))
    refunds = facts.customer_refunds_90d + 1
    if parameters.refunds_90d is not None and refunds > parameters.refunds_90d:
        words = {"count": refunds, "limit": parameters.refunds_90d}
        sentences.append(_("Refund number %(count)d in 90 days; by itself go out up to %(limit)d.") % words)
    return sentences


def _sentences(parameters: Parameters) -> Iterator[str]:
    if not parameters.up_to_minor:
        yield _("A person looks at every request before money is paid back.")
    else:
        amounts = listed_or([money(amount, currency) for currency, amount in parameters.up_to_minor.items()])
        yield _("Up to %s we pay back at once, without anybody looking; a person decides what is more.") % amounts
    yield _("This holds when the reason is %(reasons)s, for refunds by %(ways)s, asked for through %(doors)s.") % {
        "reasons": _named(parameters.reasons, REASON_NAMES),
        "ways": _named(parameters.rails, RAIL_NAMES),
        "doors": _named(parameters.origins, ORIGIN_NAMES),
    }
    yield _("It holds for %(kinds)s, bought in %(countries)s, for payments not older than %(age)s.") % {
        "kinds": _named(parameters.product_kinds, KIND_NAMES),
        "countries": listed_or([country_name(code) for code in parameters.countries]) or _("every country"),
        "age": in_days(parameters.paid_within_days),
    }
    if parameters.refunds_90d is not None:
        yield _("It holds for the first %d refunds of a customer in 90 days.") % parameters.refunds_90d
    if parameters.staff_requests:
        yield _("What our staff ask for on your behalf goes out like this too.")
    else:
        yield _("What our staff ask for on your behalf is always looked at by somebody else.")
    if parameters.exceptions:
        yield _("Other amounts hold: %s.") % "; ".join(exception.told() for exception in parameters.exceptions)


def _named(codes: tuple[str, ...], names: Names) -> str:
    return listed_or([str(names[code]) for code in codes]) or _("none of them")


RULE = AutomaticApproval
