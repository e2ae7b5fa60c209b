"""When a schedule is due next, in the shop's zone: an hour that the clocks leave out is the one after it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from customers.shop_days import shop_day, shop_zone
from reporting.models import ExportSchedule

Rhythm = ExportSchedule.Rhythm


def next_moment(rhythm: str, day: int, hour: int, after: datetime) -> datetime:
    """The first moment of the rhythm that lies after `after`."""
    looked_at = shop_day(after)
    while True:
        if _is_day(rhythm, day, looked_at):
            moment = datetime.combine(looked_at, time(hour), shop_zone())
            if moment > after:
                return moment.astimezone(UTC)
        looked_at += timedelta(days=1)


def _is_day(rhythm: str, day: int, looked_at: date) -> bool:
    if rhythm == Rhythm.WEEKLY:
        return looked_at.isoweekday() == day
    return rhythm == Rhythm.DAILY or looked_at.day == day
