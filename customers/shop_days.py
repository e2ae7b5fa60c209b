"""Days of the shop: they begin and end in its own zone, and each ends where the next begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings


def shop_zone() -> ZoneInfo:
    return ZoneInfo(settings.SHOP_TIME_ZONE)


def day_start(day: date) -> datetime:
    """The first moment of a day of the shop."""
    return datetime(day.year, day.month, day.day, tzinfo=shop_zone())


def shop_day(moment: datetime) -> date:
    """The shop's date at a moment."""
    return moment.astimezone(shop_zone()).date()


def end_of_day_in(days: int, now: datetime) -> datetime:
    """When the shop's day ends that comes so many days after this one: what people are told by the day ends with it.

    Raises OverflowError beyond the calendar.
    """
    return day_start(shop_day(now) + timedelta(days=days + 1))


@dataclass(frozen=True, slots=True)
class Period:
    """From the start of the first day to the end of the last one; the moment `end` itself is outside."""

    first_on: date
    last_on: date

    @property
    def start(self) -> datetime:
        return day_start(self.first_on)

    @property
    def end(self) -> datetime:
        return day_start(self.last_on + timedelta(days=1))
