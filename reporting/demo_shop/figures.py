"""What finance needs for its dashboards: what a euro was worth, and what the worker would have counted by now."""

from __future__ import annotations

import math
import time
from datetime import date, datetime, timedelta
from decimal import Decimal

from customers.models import Payment
from customers.shop_days import shop_day
from reporting.customer_months.count import count_months, forget_months
from reporting.models import ExchangeRate
from reporting.networks.count import count_networks, forget_networks
from reporting.tax.euro import published_on
from reporting.tax.oss import quarter_of

PER_EURO = {"GBP": "0.86", "USD": "1.09", "JPY": "168"}
"""About what a euro was worth in 2025; in the demo it swings by two of a hundred."""
SWING, WAVE_DAYS, STEP_DAYS = 0.02, 97, 5
SOURCE = "Invented for the demo"
SECONDS = 120


def count_for_finance(now: datetime) -> None:
    """Count everything anew: the past was written in one go."""
    first = Payment.objects.order_by("captured_at").values_list("captured_at", flat=True).first()
    _tell_rates(shop_day(first) if first else shop_day(now), shop_day(now))
    forget_networks()
    forget_months()
    count_networks()
    count_months(time.monotonic() + SECONDS)


def _tell_rates(first: date, last: date) -> None:
    days = {first + timedelta(days=at) for at in range(0, (last - first).days + 1, STEP_DAYS)}
    rows = [_rate(currency, day) for currency in PER_EURO for day in sorted(days | _ends_of_quarters(first, last))]
    ExchangeRate.objects.bulk_create(rows, ignore_conflicts=True)


def _ends_of_quarters(first: date, last: date) -> set[date]:
    """The days whose rates the returns of the One Stop Shop want."""
    every = (first + timedelta(days=at) for at in range((last - first).days + 1))
    return {published_on(quarter_of(day).last_on) for day in every if quarter_of(day).last_on < last}


def _rate(currency: str, day: date) -> ExchangeRate:
    swing = SWING * math.sin(2 * math.pi * day.toordinal() / WAVE_DAYS)
    per_euro = (Decimal(PER_EURO[currency]) * Decimal(1 + swing)).quantize(Decimal("0.0001"))
    kind = ExchangeRate.Kind.HAND
    return ExchangeRate(day=day, currency=currency, per_euro=per_euro, kind=kind, source=SOURCE, actor="system:demo")
