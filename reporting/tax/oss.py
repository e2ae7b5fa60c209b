"""The summary for the One Stop Shop of the European Union: a quarter, by member state of consumption and rate.

Union scheme: net value and tax for each member state of consumption and rate of what became chargeable in the quarter,
without sales at home. What went back in the quarter of its sale lowers it there. What went back, or became known, of
a sale of an earlier quarter is no part of these rows: the return names it apart, by the quarter that it belongs to and
the member state, as an amount of tax, positive or negative, within three years of the date on which that return was
due; later it goes to the member state itself. Amounts stand to the cent.

Sources: Directive 2006/112/EC, Articles 369f and 369g (corrections in a subsequent return, within three years of the
date on which the initial return was required); Agencia Tributaria, form 369, Union scheme, section 4, "Corrections of
self-assessments" (member state, year and quarter, correction of the VAT amount). Both read 2026-11-27. A return is due
by the end of the month that follows its quarter (Article 369f).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from refunds.withdrawal_laws import EU
from reporting.periods import Period
from reporting.tax.parts import Rate
from reporting.tax.read import REFUND
from reporting.tax.report import Amounts, Sum, tax_sums

YEARS_TO_CORRECT = 3

TAX_CODES = {"GR": "EL"}
"""Greece is EL in returns of value added tax."""


@dataclass(frozen=True, slots=True)
class OssRow:
    country: str
    rate: Rate
    currency: str
    amounts: Amounts

    @property
    def code(self) -> str:
        return TAX_CODES.get(self.country, self.country)


@dataclass(frozen=True, slots=True)
class Correction:
    """`quarter` is the first day of the quarter of the sale; the tax is positive where more is owed."""

    quarter: date
    country: str
    currency: str
    tax_minor: int
    is_too_late: bool

    @property
    def code(self) -> str:
        return TAX_CODES.get(self.country, self.country)

    @property
    def name(self) -> str:
        return quarter_name(self.quarter)


@dataclass(frozen=True, slots=True)
class OssSummary:
    """`home` is the shop's own country, whose sales are declared there."""

    quarter: date
    home: str
    rows: list[OssRow]
    corrections: list[Correction]

    @property
    def name(self) -> str:
        return quarter_name(self.quarter)


def oss_summary(quarter: date) -> OssSummary:
    """Sum up the quarter that begins on this day."""
    period = quarter_of(quarter)
    home = settings.SHOP_COUNTRY[:2].upper()
    abroad = [one for one in tax_sums(period.start, period.end) if one.country in EU and one.country != home]
    return OssSummary(quarter, home, _own(abroad, quarter), _corrections(abroad, quarter))


def quarter_of(day: date) -> Period:
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return Period(first, _next_quarter(first) - timedelta(days=1))


def quarter_name(first_on: date) -> str:
    return f"{first_on.year}-Q{(first_on.month - 1) // 3 + 1}"


def due_on(quarter: date) -> date:
    """The last day on which the return of a quarter is due."""
    following = _next_quarter(quarter)
    return (following.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _own(sums: list[Sum], quarter: date) -> list[OssRow]:
    rows: dict[tuple[str, str, Rate], Amounts] = {}
    for one in sums:
        if one.sold_quarter == quarter:
            key = (one.country, one.currency, one.rate)
            rows[key] = rows.get(key, Amounts()).plus(one.amounts, _sign(one))
    order = sorted(rows, key=lambda key: (key[0], key[1], key[2] is None, -(key[2] or 0)))
    return [OssRow(country, rate, currency, rows[country, currency, rate]) for country, currency, rate in order]


def _corrections(sums: list[Sum], quarter: date) -> list[Correction]:
    taxes: dict[tuple[date, str, str], int] = {}
    for one in sums:
        if one.sold_quarter != quarter:
            key = (one.sold_quarter, one.country, one.currency)
            taxes[key] = taxes.get(key, 0) + _sign(one) * one.amounts.tax_minor
    return [
        Correction(sold, country, currency, tax, _is_too_late(sold, quarter))
        for (sold, country, currency), tax in sorted(taxes.items())
        if tax
    ]


def _is_too_late(sold: date, quarter: date) -> bool:
    """Whether the earlier return was due more than three years before this one is."""
    due = due_on(sold)
    return due_on(quarter) > due.replace(year=due.year + YEARS_TO_CORRECT)


def _sign(one: Sum) -> int:
    return -1 if one.kind == REFUND else 1


def _next_quarter(first: date) -> date:
    return date(first.year + first.month // 10, (first.month + 2) % 12 + 1, 1)
