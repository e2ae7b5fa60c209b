"""In what steps a period is drawn: days, weeks or months, each with its name and its neighbour of last year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from reporting.boards import parts
from reporting.boards.parts import Column
from reporting.chart_specs import Labels
from reporting.facts.dimensions import first_of
from reporting.periods import Period

DAYS_UP_TO, WEEKS_UP_TO = 35, 190
MOST_LABELS = 12


@dataclass(frozen=True, slots=True)
class Buckets:
    """`step` is day, week or month, as the facts call it; `starts` are their first days, oldest first."""

    step: str
    starts: Sequence[date]
    period: Period

    @property
    def column(self) -> Column:
        labels = {"day": _("Day"), "week": _("Week"), "month": _("Month")}
        return Column(
            self.step, str(labels[self.step]), {"day": parts.DAY, "week": parts.WEEK, "month": parts.MONTH}[self.step]
        )

    def of(self, start: date) -> Period:
        """The days of a bucket that lie in the period."""
        return Period(
            max(start, self.period.first_on), min(next_start(self.step, start) - timedelta(days=1), self.period.last_on)
        )

    def year_before(self, start: date) -> date:
        """The bucket that is compared: the same month, the same day of the month, the week 52 weeks earlier."""
        if self.step == "week":
            return start - timedelta(weeks=52)
        day = 28 if (start.month, start.day) == (2, 29) else start.day
        return start.replace(year=start.year - 1, day=day)

    def keys(self) -> list[str]:
        return [start.isoformat() for start in self.starts]

    def is_partial(self, start: date, today: date) -> bool:
        return start <= today < next_start(self.step, start)

    def labels(self) -> Labels:
        """A word for some of them, counted from the last; the year stands below the first and below each January."""
        every = -(-len(self.starts) // MOST_LABELS)
        chosen = list(reversed(self.starts))[::every][::-1]
        return {start.isoformat(): _word(self.step, start, place) for place, start in enumerate(chosen)}


def buckets_of(period: Period) -> Buckets:
    days = (period.last_on - period.first_on).days + 1
    step = "day" if days <= DAYS_UP_TO else "week" if days <= WEEKS_UP_TO else "month"
    starts, start = [], first_of(step, period.first_on)
    while start <= period.last_on:
        starts.append(start)
        start = next_start(step, start)
    return Buckets(step, starts, period)


def next_start(step: str, start: date) -> date:
    if step == "month":
        return (start + timedelta(days=32)).replace(day=1)
    return start + timedelta(days=7 if step == "week" else 1)


def _word(step: str, start: date, place: int) -> str | list[str]:
    if step == "month":
        return [date_format(start, "M"), str(start.year)] if place == 0 or start.month == 1 else date_format(start, "M")
    return [str(start.day), date_format(start, "M")] if place == 0 or start.day <= 7 else str(start.day)
