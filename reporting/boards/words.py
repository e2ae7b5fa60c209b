"""How values are shown to people: money with its code, shares in percent, durations, weeks and months by name."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from customers.dates import day
from customers.money import format_money
from reporting.boards import parts
from reporting.boards.parts import Cell, Value

NOTHING = "–"


def shown(cell: Cell, unit: str, currency: str) -> str:
    """The words of a cell."""
    return cell.words or worded(cell.value, unit, currency)


def worded(value: Value, unit: str, currency: str) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, date):
        return _day(value, unit)
    if isinstance(value, str):
        return value or NOTHING
    if unit == parts.MONEY:
        return format_money(value, currency, get_language() or "en")
    if unit == parts.SHARE:
        return percent(value)
    if unit == parts.SECONDS:
        return lasting(timedelta(seconds=value))
    return number_format(value, 0, force_grouping=True)


def percent(of_ten_thousand: int) -> str:
    """ "4.2 %"; two digits below one percent, where the networks' limits are."""
    digits = 2 if 0 < abs(of_ten_thousand) < 100 else 1
    return f"{number_format(Decimal(of_ten_thousand) / 100, digits)}\u202f%"


def percent_exactly(of_ten_thousand: int) -> str:
    """A limit as it is written: "1.5 %", "1.25 %"."""
    return f"{number_format(Decimal(of_ten_thousand) / 100, 2 if of_ten_thousand % 10 else 1)}\u202f%"


def lasting(duration: timedelta) -> str:
    """ "35 min", "6.5 h", "2.1 days"."""
    minutes = round(duration.total_seconds()) // 60
    if minutes < 60:
        return _("%d min") % minutes
    if minutes < 48 * 60:
        return _("%s h") % number_format(Decimal(minutes) / 60, 1)
    return _("%s days") % number_format(Decimal(minutes) / 1440, 1)


def compared(value: int | None, before: int | None, unit: str) -> str:
    """The change as people say it: "+12 %", for shares "+0.4 points"; empty where there is nothing to compare with."""
    if value is None or before is None:
        return ""
    if unit == parts.SHARE:
        return _("%s points") % _signed(Decimal(value - before) / 100, 1)
    if before <= 0:
        return ""
    return f"{_signed(Decimal(100 * (value - before)) / before, 0)}\u202f%"


def _signed(number: Decimal, digits: int) -> str:
    mark = "+" if number > 0 else "\u2212" if number < 0 else "±"
    return f"{mark}{number_format(abs(number), digits)}"


def _day(value: date, unit: str) -> str:
    if unit == parts.MONTH:
        return date_format(value, "F Y")
    if unit == parts.WEEK:
        number = value.isocalendar()
        said = {"year": number.year, "week": number.week, "day": date_format(value, "j M")}
        return _("%(year)d week %(week)d, from %(day)s") % said
    return day(value)
