"""How the days of a law are counted, in days of the shop. Plain calculation, no database."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from customers.shop_days import day_start
from refunds.working_time import holidays_of

DAY = timedelta(days=1)
WEEKEND = (6, 7)


def last_day(start: date, days: int, *, working: bool = False, country: str = "") -> date:
    """The last of so many days after `start`, which itself does not count.

    Of working days, weekends and the public holidays of the country are none.
    """
    if not working:
        return start + days * DAY
    day = start
    while days:
        day += DAY
        days -= day.isoweekday() not in WEEKEND and day not in holidays_of(country, day.year)
    return day


def end_of(day: date) -> datetime:
    """The last moment of a day of the shop."""
    return day_start(day + DAY) - timedelta(microseconds=1)
