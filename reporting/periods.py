"""Weeks and months of the shop, in its own zone; days stand in customers.shop_days."""

from __future__ import annotations

from datetime import date, timedelta

from customers.shop_days import Period, day_start, shop_day, shop_zone

__all__ = ["Period", "day_start", "last_months", "last_weeks", "month_after", "shop_day", "shop_zone"]


def last_weeks(today: date, count: int) -> list[date]:
    """The Mondays of the last ISO weeks, oldest first; the last is of the week that runs."""
    monday = today - timedelta(days=today.weekday())
    return [monday - timedelta(weeks=back) for back in reversed(range(count))]


def last_months(today: date, count: int) -> list[date]:
    """The first days of the last months, oldest first; the last is of the month that runs."""
    number = today.year * 12 + today.month - 1
    return [date((number - back) // 12, (number - back) % 12 + 1, 1) for back in reversed(range(count))]


def month_after(first: date) -> date:
    """The first day of the month after the one that begins on this day."""
    return first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
