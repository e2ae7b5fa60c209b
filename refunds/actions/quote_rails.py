"""A quote for each way the money may take, beside each other: how much, by when, and whether it is possible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from customers import clock
from customers.models import Payment
from customers.shop_days import shop_day
from refunds.actions.judge_request import Judgement
from refunds.actions.price_request import PricedRequest
from refunds.actions.promise_answer import promise_for
from refunds.actions.request_details import bonus_for
from refunds.models import Refund
from refunds.policy.evaluate import Judge
from refunds.policy.quote import destination, expected_arrival
from refunds.policy.verdicts import Verdict
from refunds.working_time import holidays_of

OFFERED = (Refund.Rail.ORIGINAL, Refund.Rail.STORE_CREDIT)
"""The ways a customer may choose from; another one only staff propose."""

SATURDAY = 6
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RailQuote:
    """One way. `amount_minor` and `bonus_minor` in minor units; `arrives_on` is the day by which it should be there.

    Where a person decides first, the day counts from the promised answer. It is None where the policy says no.
    """

    rail: str
    verdict: Verdict
    amount_minor: int
    bonus_minor: int
    destination: str
    arrives_on: date | None

    @property
    def total_minor(self) -> int:
        return self.amount_minor + self.bonus_minor


def quote_rails(
    payment: Payment, priced: PricedRequest, judgement: Judgement, rails: Sequence[str] = OFFERED
) -> tuple[RailQuote, ...]:
    """Quote a priced and judged request on each rail; only what depends on the rail is judged anew."""
    judge = Judge(judgement.version.document, str(judgement.version))
    now = clock.now()
    answered_at = promise_for(judgement.facts.reason, payment.country, now).decide_by
    quotes = []
    for rail in rails:
        facts = replace(judgement.facts, rail=str(rail))
        verdict = judgement.decision.verdict if facts == judgement.facts else judge.judge(facts).verdict
        starts_at = now if verdict == Verdict.ALLOW else answered_at
        quotes.append(
            RailQuote(
                rail=str(rail),
                verdict=verdict,
                amount_minor=priced.amount_minor,
                bonus_minor=bonus_for(payment, rail, priced.amount_minor),
                destination=destination(rail, payment.method, payment.card_last4, payment.method_label),
                arrives_on=None if verdict == Verdict.DENY else arrives_on(payment, rail, starts_at),
            )
        )
    return tuple(quotes)


def arrives_on(payment: Payment, rail: str, starts_at: datetime) -> date:
    """The day by which it should be there: the most business days from then, in the buyer's country."""
    _fewest, most = expected_arrival(rail, payment.method)
    day = shop_day(starts_at)
    while most:
        day += DAY
        most -= _is_business_day(day, payment.country)
    return day


def _is_business_day(day: date, country: str) -> bool:
    return day.isoweekday() < SATURDAY and day not in holidays_of(country, day.year)
