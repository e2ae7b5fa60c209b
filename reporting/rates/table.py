"""The latest rates as a table: the currencies that the shop trades in, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from reporting.facts.rates import EURO, reporting_currency
from reporting.models import ExchangeRate

DAYS_SHOWN = 15
CURRENCIES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class RateTable:
    """`missing` are currencies that the shop trades in and that have no rate at all."""

    currencies: list[str]
    rows: list[tuple[date, list[str]]]
    missing: list[str]


def rate_table() -> RateTable:
    traded = sorted({*_traded(), reporting_currency()} - {EURO})
    known = set(
        ExchangeRate.objects.filter(currency__in=traded).order_by().values_list("currency", flat=True).distinct()
    )
    shown = ([code for code in traded if code in known] or _any_known())[:CURRENCIES_SHOWN]
    rows = ExchangeRate.objects.filter(currency__in=shown)
    days = list(rows.order_by("-day").values_list("day", flat=True).distinct()[:DAYS_SHOWN])
    rates = {(rate.day, rate.currency): rate.plain for rate in rows.filter(day__in=days)}
    table = [(day, [rates.get((day, code), "–") for code in shown]) for day in days]
    return RateTable(shown, table, [code for code in traded if code not in known])


def _any_known() -> list[str]:
    newest = ExchangeRate.objects.order_by("-day").values_list("day", flat=True).first()
    if newest is None:
        return []
    return list(ExchangeRate.objects.filter(day=newest).order_by("currency").values_list("currency", flat=True))


def _traded() -> set[str]:
    """The currencies of the latest payments and disputes."""
    with connection.cursor() as cursor:
        cursor.execute(_TRADED)
        return {code for (code,) in cursor.fetchall() if code}


_TRADED = """
    SELECT DISTINCT currency FROM (
        (SELECT currency FROM customers_payment ORDER BY captured_at DESC LIMIT 2000)
        UNION ALL (SELECT currency FROM disputes_dispute ORDER BY opened_at DESC LIMIT 500)
    ) AS lately
"""
