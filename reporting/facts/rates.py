"""Conversion at the day's rate: of euros by the ECB's quotation, of others across the euro.

A day without a rate, as a Sunday, takes the last one before, seven days back at most. What comes out is rounded once,
half to even, to the minor unit of the currency converted to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from customers.money import exponent
from reporting.models import ExchangeRate, ReportingCurrency

EURO = "EUR"
DAYS_BACK = 7
PRECISION = 60
"""Digits while converting: more than the largest amount and two rates can have, so that only the end is rounded."""


def convert(amount_minor: int, currency: str, to: str, on: date) -> int | None:
    """Convert minor units of one currency into those of another; None where no rate is known."""
    return Converter(to, [currency], on, on).convert(amount_minor, currency, on)


def reporting_currency() -> str:
    """The currency in which finance reads sums of several."""
    return ReportingCurrency.objects.values_list("currency", flat=True).first() or EURO


class Converter:
    """Converts many amounts of a period with one look at the rates."""

    def __init__(self, to: str, currencies: Iterable[str], first: date, last: date) -> None:
        self.to = to
        wanted = {to, *currencies} - {EURO}
        rows = ExchangeRate.objects.filter(
            currency__in=wanted, day__gte=first - timedelta(days=DAYS_BACK), day__lte=last
        ).values_list("currency", "day", "per_euro")
        self._rates: dict[str, dict[date, Decimal]] = {}
        for currency, day, per_euro in rows:
            self._rates.setdefault(currency, {})[day] = per_euro

    def convert(self, amount_minor: int, currency: str, on: date) -> int | None:
        if currency == self.to:
            return amount_minor
        per_euro, to_per_euro = self.rate(currency, on), self.rate(self.to, on)
        if per_euro is None or to_per_euro is None:
            return None
        with localcontext() as context:
            context.prec = PRECISION
            shift = Decimal(10) ** (exponent(self.to) - exponent(currency))
            return int((amount_minor * shift * to_per_euro / per_euro).quantize(Decimal(1), ROUND_HALF_EVEN))

    def rate(self, currency: str, on: date) -> Decimal | None:
        """Units for one euro on a day, or on the last day before that has a rate."""
        if currency == EURO:
            return Decimal(1)
        known = self._rates.get(currency, {})
        days = (on - timedelta(days=back) for back in range(DAYS_BACK + 1))
        return next((known[day] for day in days if day in known), None)

    def convert_all(self, sums: Mapping[str, int], on: date) -> tuple[int, list[str]]:
        """Add up what can be converted; the second part names the currencies that have no rate."""
        converted = {currency: self.convert(amount, currency, on) for currency, amount in sums.items()}
        known = [amount for amount in converted.values() if amount is not None]
        return sum(known), sorted(currency for currency, amount in converted.items() if amount is None)
