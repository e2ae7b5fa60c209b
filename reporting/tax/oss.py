"""The summary for the One Stop Shop of the European Union: a quarter, by member state of consumption and rate.

Union scheme: net value and tax for each member state of consumption and rate of what became chargeable in the quarter,
without sales at home. What went back in the quarter of its sale lowers it there. What went back, or became known, of
a sale of an earlier quarter is no part of these rows: the return names it apart, by the quarter that it belongs to and
the member state, as an amount of tax, positive or negative, within three years of the date on which that return was
due; later it goes to the member state itself. Amounts stand to the cent, in euros beside the original currency; a
correction is the difference to what the earlier return said and so takes the rate of that return.

Sources: Directive 2006/112/EC, Articles 369f and 369g (corrections in a subsequent return, within three years of the
date on which the initial return was required); Agencia Tributaria, form 369, Union scheme, section 4, "Corrections of
self-assessments" (member state, year and quarter, correction of the VAT amount). Both read 2026-11-27. A return is due
by the end of the month that follows its quarter (Article 369f).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from refunds.withdrawal_laws import EU
from reporting.periods import Period
from reporting.tax.beside import BesideRow, beside_rows
from reporting.tax.euro import EURO, ReturnRate, return_rates
from reporting.tax.parts import Rate
from reporting.tax.read import REFUND
from reporting.tax.report import Amounts, Sum, tax_sums

YEARS_TO_CORRECT = 3

TAX_CODES = {"GR": "EL"}
"""Greece is EL in returns of value added tax."""


@dataclass(frozen=True, slots=True)
class OssRow:
    """The amounts are of `currency`; those in euros are None where its rate is not known."""

    country: str
    rate: Rate
    currency: str
    amounts: Amounts
    net_euro_minor: int | None
    tax_euro_minor: int | None

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
    tax_euro_minor: int | None
    is_too_late: bool

    @property
    def code(self) -> str:
        return TAX_CODES.get(self.country, self.country)

    @property
    def name(self) -> str:
        return quarter_name(self.quarter)


@dataclass(frozen=True, slots=True)
class OssSummary:
    """`home` is the shop's own country, whose sales are declared there. `rates` are those of other currencies.

    `beside` is what the rows leave out, or hold already, of the same countries.
    """

    quarter: date
    home: str
    rows: list[OssRow]
    corrections: list[Correction]
    rates: list[ReturnRate]
    beside: list[BesideRow]

    @property
    def name(self) -> str:
        return quarter_name(self.quarter)

    @property
    def missing(self) -> list[ReturnRate]:
        return [rate for rate in self.rates if rate.per_euro is None]

    @property
    def net_euro_minor(self) -> int | None:
        """The sum of the rows; None while one of them cannot be converted."""
        return _sum(row.net_euro_minor for row in self.rows)

    @property
    def tax_euro_minor(self) -> int | None:
        return _sum(row.tax_euro_minor for row in self.rows)

    @property
    def correction_euro_minor(self) -> int | None:
        """What this return corrects; what is too late for it is no part of it."""
        return _sum(one.tax_euro_minor for one in self.corrections if not one.is_too_late)


def oss_summary(quarter: date) -> OssSummary:
    """Sum up the quarter that begins on this day."""
    period = quarter_of(quarter)
    home = settings.SHOP_COUNTRY[:2].upper()
    abroad = [one for one in tax_sums(period.start, period.end) if one.country in EU and one.country != home]
    rates = _Rates(abroad)
    rows, corrections = _own(abroad, quarter, rates), _corrections(abroad, quarter, rates)
    beside = [row for row in beside_rows(period.start, period.end) if row.country in EU and row.country != home]
    return OssSummary(quarter, home, rows, corrections, rates.of_others(), beside)


def quarter_of(day: date) -> Period:
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return Period(first, _next_quarter(first) - timedelta(days=1))


def quarter_name(first_on: date) -> str:
    return f"{first_on.year}-Q{(first_on.month - 1) // 3 + 1}"


def due_on(quarter: date) -> date:
    """The last day on which the return of a quarter is due."""
    following = _next_quarter(quarter)
    return (following.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


class _Rates:
    """Each quarter's rates, of the currencies of its sales."""

    def __init__(self, sums: Iterable[Sum]) -> None:
        sold: dict[date, set[str]] = {}
        for one in sums:
            sold.setdefault(one.sold_quarter, set()).add(one.currency)
        self._of = {quarter: return_rates(quarter_of(quarter).last_on, sold[quarter]) for quarter in sorted(sold)}

    def to_euro(self, amount_minor: int, currency: str, quarter: date) -> int | None:
        return self._of[quarter][currency].to_euro(amount_minor)

    def of_others(self) -> list[ReturnRate]:
        every = [rate for rates in self._of.values() for rate in rates.values() if rate.currency != EURO]
        return sorted(every, key=lambda rate: (rate.currency, rate.day))


def _own(sums: list[Sum], quarter: date, rates: _Rates) -> list[OssRow]:
    rows: dict[tuple[str, str, Rate], Amounts] = {}
    for one in sums:
        if one.sold_quarter == quarter:
            key = (one.country, one.currency, one.rate)
            rows[key] = rows.get(key, Amounts()).plus(one.amounts, _sign(one))
    order = sorted(rows, key=lambda key: (key[0], key[1], key[2] is None, -(key[2] or 0)))
    return [_row(*key, rows[key], quarter, rates) for key in order]


def _row(country: str, currency: str, rate: Rate, amounts: Amounts, quarter: date, rates: _Rates) -> OssRow:
    net, tax = (rates.to_euro(minor, currency, quarter) for minor in (amounts.net_minor, amounts.tax_minor))
    return OssRow(country, rate, currency, amounts, net, tax)


def _corrections(sums: list[Sum], quarter: date, rates: _Rates) -> list[Correction]:
    taxes: dict[tuple[date, str, str], int] = {}
    for one in sums:
        if one.sold_quarter != quarter:
            key = (one.sold_quarter, one.country, one.currency)
            taxes[key] = taxes.get(key, 0) + _sign(one) * one.amounts.tax_minor
    return [
        Correction(sold, country, currency, tax, rates.to_euro(tax, currency, sold), _is_too_late(sold, quarter))
        for (sold, country, currency), tax in sorted(taxes.items())
        if tax
    ]


def _sum(amounts: Iterable[int | None]) -> int | None:
    known = list(amounts)
    return None if None in known else sum(amount for amount in known if amount is not None)


def _is_too_late(sold: date, quarter: date) -> bool:
    """Whether the earlier return was due more than three years before this one is."""
    due = due_on(sold)
    return due_on(quarter) > due.replace(year=due.year + YEARS_TO_CORRECT)


def _sign(one: Sum) -> int:
    return -1 if one.kind == REFUND else 1


def _next_quarter(first: date) -> date:
    return date(first.year + first.month // 10, (first.month + 2) % 12 + 1, 1)
