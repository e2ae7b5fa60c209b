"""What a return wants in euros: at the ECB's rate of the period's last day, or of the next day on which it tells one.

Source: Directive 2006/112/EC, Article 369h for the Union scheme; Articles 366 and 369xh say the same of the others: the
rate on the last day of the tax period, "published by the European Central Bank for that day, or, if there is no
publication on that day, on the next day of publication" (read 2026-11-27). Dashboards take the last rate before such a
day; a return must not. Nothing is rounded but the cent itself: Implementing Regulation (EU) 282/2011, Article 60.
A member state without the euro may want its own currency, which is not done here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from functools import lru_cache

import holidays

from customers.money import exponent
from reporting.models import ExchangeRate

EURO = "EUR"
PRECISION = 60
"""Digits while converting, so that only the end is rounded."""


@dataclass(frozen=True, slots=True)
class ReturnRate:
    """Units of `currency` for one euro on the day that counts; None where nobody has told that rate.

    `source` is ECB, API or HAND of ExchangeRate.Kind.
    """

    currency: str
    day: date
    per_euro: Decimal | None
    source: str = ""

    @property
    def plain(self) -> str:
        return "" if self.per_euro is None else f"{self.per_euro.normalize():f}"

    @property
    def source_words(self) -> str:
        return str(ExchangeRate.Kind(self.source).label) if self.source else ""

    def to_euro(self, amount_minor: int) -> int | None:
        """Convert minor units to cents, half to even; None without a rate."""
        if self.currency == EURO or self.per_euro is None:
            return amount_minor if self.currency == EURO else None
        with localcontext() as context:
            context.prec = PRECISION
            shift = Decimal(10) ** (exponent(EURO) - exponent(self.currency))
            return int((amount_minor * shift / self.per_euro).quantize(Decimal(1), ROUND_HALF_EVEN))


def return_rates(last_on: date, currencies: Iterable[str]) -> dict[str, ReturnRate]:
    """The rates by which a period that ends on this day is converted."""
    day, wanted = published_on(last_on), sorted(set(currencies))
    known = {rate.currency: rate for rate in ExchangeRate.objects.filter(day=day, currency__in=wanted)}
    return {code: _rate(code, day, known.get(code)) for code in wanted}


def published_on(day: date) -> date:
    """This day, or the next one on which the ECB tells rates: it does on every day on which TARGET is open."""
    while day.weekday() >= 5 or day in _closing_days(day.year):
        day += timedelta(days=1)
    return day


def _rate(currency: str, day: date, known: ExchangeRate | None) -> ReturnRate:
    if currency == EURO:
        return ReturnRate(EURO, day, Decimal(1))
    return ReturnRate(currency, day, known.per_euro, known.kind) if known else ReturnRate(currency, day, None)


@lru_cache(maxsize=32)
def _closing_days(year: int) -> frozenset[date]:
    """TARGET's, as the library `holidays` lists them for the ECB."""
    return frozenset(holidays.financial_holidays("XECB", years=year))
