"""Of which days, and of what, figures are asked: kept in the address, and comparable with the time before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from customers import clock
from customers.errors import BadInput
from customers.shop_days import Period, shop_day
from reporting.facts.dimensions import DIMENSIONS, TIMES, UnknownDimension
from reporting.periods import last_months

LONGEST = timedelta(days=366 * 10)
MOST_VALUES = 50
LONGEST_VALUE = 120
MONTHS_UNLESS_SAID = 12
FILTERS = tuple(name for name in DIMENSIONS if name not in TIMES)


class BadSlice(BadInput):
    code = "slice_invalid"


@dataclass(frozen=True, slots=True)
class Slice:
    """`where` holds, per dimension, the values that count; a dimension that is not named is not looked at."""

    period: Period
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if unknown := set(self.where) - set(FILTERS):
            raise UnknownDimension(_("Figures cannot be chosen by “%s”.") % min(unknown)[:40])

    @classmethod
    def from_query(cls, asked: Any) -> Slice:
        """Read `since`, `until` (both inside) and the dimensions off an address, each as often as it has values.

        Without days the last 12 months. Other names are somebody else's. Raises BadSlice.
        """
        where = {name: tuple(dict.fromkeys(asked.getlist(name))) for name in FILTERS if asked.getlist(name)}
        for name, values in where.items():
            if len(values) > MOST_VALUES or not all(_may_be(value) for value in values):
                raise BadSlice(_("At most %(count)d values of “%(name)s” can be chosen.") % {
                    "count": MOST_VALUES, "name": DIMENSIONS[name].label,
                })  # fmt: skip
        return cls(_period(asked.get("since", ""), asked.get("until", "")), where)

    def query(self) -> str:
        """For addresses: the same slice always gives the same text."""
        days = [("since", self.period.first_on.isoformat()), ("until", self.period.last_on.isoformat())]
        values = [(name, value) for name in FILTERS for value in sorted(self.where.get(name, ()))]
        return urlencode(days + values)

    def narrowed(self, **values: str) -> Slice:
        """The part of it with these values, as a mark in a drawing leads to its things."""
        return replace(self, where={**self.where, **{name: (value,) for name, value in values.items()}})

    def within(self, period: Period) -> Slice:
        return replace(self, period=period)

    def before(self) -> Slice:
        """The same of the time right before: as many whole months where these are whole months, else as many days."""
        first, last = self.period.first_on, self.period.last_on
        if first.day == 1 and (last + timedelta(days=1)).day == 1:
            months = (last.year - first.year) * 12 + last.month - first.month + 1
            return self.within(Period(_months_back(first, months), first - timedelta(days=1)))
        return self.within(Period(first - (last - first) - timedelta(days=1), first - timedelta(days=1)))

    def year_before(self) -> Slice:
        """The same days a year earlier; the 29th of February becomes the 28th."""
        first, last = self.period.first_on, self.period.last_on
        ends_month = (last + timedelta(days=1)).day == 1
        earlier = _months_back((last + timedelta(days=1)), 12) - timedelta(days=1) if ends_month else _year_back(last)
        return self.within(Period(_year_back(first), earlier))


def standard_period(today: date) -> Period:
    """The last 12 months up to today."""
    return Period(last_months(today, MONTHS_UNLESS_SAID)[0], today)


def _may_be(value: str) -> bool:
    return len(value) <= LONGEST_VALUE and "\x00" not in value


def _period(since: str, until: str) -> Period:
    standard = standard_period(shop_day(clock.now()))
    last = _day(until) if until else standard.last_on
    first = _day(since) if since else min(standard.first_on, last)
    if first > last:
        raise BadSlice(_("The first day lies after the last one."))
    if last - first > LONGEST:
        raise BadSlice(_("At most ten years can be looked at together."))
    return Period(first, last)


def _day(text: str) -> date:
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    if found is None or not date(1990, 1, 1) <= found <= date(2200, 1, 1):
        raise BadSlice(_("“%s” is not a day. Write it as in 2026-03-31.") % text[:40])
    return found


def _months_back(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _year_back(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)
