"""Periods that are one step away. A preset in the address stays what it says: "last month" moves on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reporting.periods import Period, last_months


class Preset(NamedTuple):
    label: str | Promise
    of: Callable[[date], Period]
    """The period as of today."""


def _this_month(today: date) -> Period:
    return Period(today.replace(day=1), today)


def _last_month(today: date) -> Period:
    last_on = today.replace(day=1) - timedelta(days=1)
    return Period(last_on.replace(day=1), last_on)


def _this_quarter(today: date) -> Period:
    return Period(_quarter_begin(today), today)


def _last_quarter(today: date) -> Period:
    last_on = _quarter_begin(today) - timedelta(days=1)
    return Period(_quarter_begin(last_on), last_on)


def _this_year(today: date) -> Period:
    return Period(today.replace(month=1, day=1), today)


def _twelve_months(today: date) -> Period:
    return Period(last_months(today, 12)[0], today)


def _four_weeks(today: date) -> Period:
    return Period(today - timedelta(days=28), today - timedelta(days=1))


def _quarter_begin(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


FIRST = "twelve_months"

PRESETS: Mapping[str, Preset] = {
    "this_month": Preset(_("This month"), _this_month),
    "last_month": Preset(_("Last month"), _last_month),
    "four_weeks": Preset(_("Four weeks"), _four_weeks),
    "this_quarter": Preset(_("This quarter"), _this_quarter),
    "last_quarter": Preset(_("Last quarter"), _last_quarter),
    "this_year": Preset(_("This year"), _this_year),
    "twelve_months": Preset(_("Twelve months"), _twelve_months),
}
