"""Refund now or wait: what each costs, in plain words and with the numbers that it comes from.

Paying back costs the amount for sure. Waiting costs the dispute fee if a dispute comes, and the amount if that is lost.
Which of the two is cheaper is said only where it holds for the whole interval of the chance.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from customers.money import format_money
from disputes.models import Alert
from disputes.prevention.experience import chance_of_dispute, chance_to_win
from disputes.prevention.shares import Share
from disputes.weighing.fees import dispute_fee_minor
from disputes.weighing.pressure import Pressure, pressure_at
from disputes.weighing.tally import last_tally
from disputes.weighing.words import pressure_words

REFUND, WAIT, CLOSE = "refund", "wait", "close"


@dataclass(frozen=True, slots=True)
class Weighed:
    """Minor units of `currency`. `wait_minor` is what waiting costs on average, `low` and `high` its interval.

    `fee_minor` is None where the gateway's fee is not known; it counts as nothing then. `pressure` is that of the
    card's network, None where it watches nobody. `advice` is refund, wait or close.
    """

    currency: str
    refund_minor: int
    fee_minor: int | None
    wait_minor: int
    wait_low_minor: int
    wait_high_minor: int
    chance: Share
    winning: Share
    pressure: Pressure | None
    advice: str

    @property
    def sentence(self) -> str:
        """The advice, with the sums that it stands on."""
        sums = {"now": self._money(self.refund_minor), "wait": self._money(self.wait_minor)}
        if self.advice == REFUND:
            return _("Paying back now costs %(now)s. Waiting costs more on average: %(wait)s.") % sums
        if self.advice == WAIT:
            return _("Paying back now costs %(now)s. Waiting costs less on average: %(wait)s.") % sums
        return (
            _("Paying back now costs %(now)s, waiting %(wait)s on average. We have seen too few cases to tell.") % sums
        )

    @property
    def range_sentence(self) -> str:
        sums = {"low": self._money(self.wait_low_minor), "high": self._money(self.wait_high_minor)}
        return _("As sure as our cases make it, waiting costs between %(low)s and %(high)s.") % sums

    @property
    def pressure_sentence(self) -> str:
        return pressure_words(self.pressure) if self.pressure is not None else ""

    def _money(self, minor: int) -> str:
        return format_money(minor, self.currency)


def weigh(alert: Alert) -> Weighed | None:
    """Weigh an alert whose question is open; None where there is nothing to pay back."""
    payment = alert.payment
    if payment is None or alert.paid_outside:
        return None
    amount = min(alert.amount_minor, payment.left_minor)
    if amount <= 0:
        return None
    fee = dispute_fee_minor(payment.gateway, payment.currency)
    chance, winning = chance_of_dispute(alert), chance_to_win(alert)
    low, mean, high = (
        cost_of_waiting(amount, fee or 0, p, winning.mean) for p in (chance.low, chance.mean, chance.high)
    )
    return Weighed(
        currency=payment.currency,
        refund_minor=amount,
        fee_minor=fee,
        wait_minor=mean,
        wait_low_minor=low,
        wait_high_minor=high,
        chance=chance,
        winning=winning,
        pressure=pressure_at(last_tally().networks, alert.network or payment.card_brand.lower()),
        advice=REFUND if low > amount else WAIT if high < amount else CLOSE,
    )


def cost_of_waiting(amount_minor: int, fee_minor: int, chance: float, winning: float) -> int:
    """The fee falls due with the dispute, won or lost; the amount is gone where it is lost."""
    return round(chance * (fee_minor + amount_minor * (1 - winning)))
