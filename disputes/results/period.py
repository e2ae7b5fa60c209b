"""From which day to which day the results are read: a month, a quarter, a year, or days of one's own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from customers.errors import BadInput
from customers.shop_days import Period

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
LONGEST_DAYS = 5 * 366


class Offered(NamedTuple):
    """A period that is one step away, by its name."""

    label: str
    period: Period


def period_of(since: date | None, until: date | None, today: date) -> Period:
    """The days that were asked for; the present quarter where none were. Raises BadInput with the field."""
    if since is None and until is None:
        return _quarter(today)
    for day, field in ((since, "since"), (until, "until")):
        if day is not None and not EARLIEST <= day <= LATEST:
            raise BadInput(_("Choose days between 2000 and 2100."), "day_out_of_reach", field)
    first = since or (until or today) - timedelta(days=90)
    last = until or max(today, first)
    if last < first:
        raise BadInput(_("The last day lies before the first."), "days_reversed", "until")
    if (last - first).days > LONGEST_DAYS:
        raise BadInput(_("Choose at most five years."), "period_too_long", "until")
    return Period(first, last)


def offered(today: date) -> list[Offered]:
    """This and the last month, this and the last quarter, twelve months."""
    month, quarter = _month(today), _quarter(today)
    return [
        Offered(_("This month"), month),
        Offered(_("Last month"), _month(month.first_on - timedelta(days=1))),
        Offered(_("This quarter"), quarter),
        Offered(_("Last quarter"), _quarter(quarter.first_on - timedelta(days=1))),
        Offered(_("Twelve months"), Period(today - timedelta(days=364), today)),
    ]


def _month(day: date) -> Period:
    return _months_from(day.replace(day=1), 1)


def _quarter(day: date) -> Period:
    return _months_from(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), 3)


def _months_from(first: date, months: int) -> Period:
    following = first
    for _month_ahead in range(months):
        following = (following + timedelta(days=31)).replace(day=1)
    return Period(first, following - timedelta(days=1))
