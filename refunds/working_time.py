"""Working time: when an answer is due, and how much of the time for it is left. Plain calculation, no database.

Everything is counted in real seconds between opening and closing, so the two days a year on which the clock jumps
are an hour shorter or longer only where the jump falls into the working hours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

Span = tuple[datetime, datetime]

DAY = timedelta(days=1)
FARTHEST_DAYS = 40 * 366
"""No answer time reaches that far; a calendar without a working day ends here instead of never."""


class NoWorkingTime(ValueError):
    """The calendar has no working time to count."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When somebody works. `days` are ISO weekdays, 1 for Monday; closing at midnight means the end of the day.

    `holidays_in` is a country of ISO 3166 whose public holidays are free, or nothing.
    """

    days: frozenset[int]
    opens_at: time
    closes_at: time
    zone: ZoneInfo
    holidays_in: str = ""

    def add(self, moment: datetime, span: timedelta) -> datetime:
        """The moment at which `span` of working time has passed, in UTC. It is never outside of working time."""
        if span < timedelta(0):
            raise ValueError("A span of working time is not negative.")
        for opens, closes in self._spans_from(moment):
            begins = max(opens, moment.astimezone(UTC))
            if span <= closes - begins:
                return begins + span
            span -= closes - begins
        raise NoWorkingTime

    def before(self, moment: datetime, span: timedelta) -> datetime:
        """The latest moment from which `span` of working time is left until `moment`, in UTC."""
        if span < timedelta(0):
            raise ValueError("A span of working time is not negative.")
        for opens, closes in self._spans_until(moment):
            ends = min(closes, moment.astimezone(UTC))
            if span <= ends - opens:
                return ends - span
            span -= ends - opens
        raise NoWorkingTime

    def add_days(self, moment: datetime, days: int) -> datetime:
        """The same time of day so many working days later, or that day's opening or closing where it is shut then."""
        for counted, (opens, closes) in enumerate(self._spans_from(moment)):
            if counted == days:
                at = datetime.combine(opens.astimezone(self.zone), moment.astimezone(self.zone).time(), self.zone)
                return min(max(at.astimezone(UTC), opens), closes)
        raise NoWorkingTime

    def between(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between two moments; none where the second is not later."""
        total, start, end = timedelta(0), start.astimezone(UTC), end.astimezone(UTC)
        if end <= start:
            return total
        for opens, closes in self._spans_from(start):
            if opens >= end:
                break
            total += min(closes, end) - max(opens, start)
        return total

    def is_open(self, moment: datetime) -> bool:
        """Whether the moment lies in working time; opening and closing belong to it."""
        opens, closes = next(self._spans_from(moment))
        return opens <= moment <= closes

    def _spans_from(self, moment: datetime) -> Iterator[Span]:
        """Every stretch of work that ends at or after the moment, in UTC and in order."""
        first = moment.astimezone(self.zone).date() - DAY  # whose work may end at midnight, just now
        for ahead in range(FARTHEST_DAYS):
            span = self._span_on(first + ahead * DAY)
            if span is not None and span[1] >= moment:
                yield span
        raise NoWorkingTime

    def _spans_until(self, moment: datetime) -> Iterator[Span]:
        """Every stretch of work that began before the moment, in UTC, the last one first."""
        last = moment.astimezone(self.zone).date()
        for back in range(FARTHEST_DAYS):
            span = self._span_on(last - back * DAY)
            if span is not None and span[0] < moment:
                yield span
        raise NoWorkingTime

    def _span_on(self, day: date) -> Span | None:
        if day.isoweekday() not in self.days or (self.holidays_in and day in holidays_of(self.holidays_in, day.year)):
            return None
        opens = datetime.combine(day, self.opens_at, self.zone).astimezone(UTC)
        last_day = day + DAY if self.closes_at == time(0) else day
        closes = datetime.combine(last_day, self.closes_at, self.zone).astimezone(UTC)
        return (opens, closes) if opens < closes else None


@lru_cache(maxsize=512)
def holidays_of(country: str, year: int) -> frozenset[date]:
    """The public holidays of a country, worked out once for each year in a process. Unknown countries have none."""
    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()


@lru_cache(maxsize=1)
def countries_with_holidays() -> frozenset[str]:
    """The countries whose public holidays are known, by their two letters."""
    return frozenset(code for code in holidays.list_supported_countries() if len(code) == 2)
