"""Months of the shop, in its own zone; days stand in customers.shop_days."""

from __future__ import annotations

from datetime import date

from customers.shop_days import Period, day_start, shop_day, shop_zone

__all__ = ["Period", "day_start", "last_months", "shop_day", "shop_zone"]


def last_months(today: date, count: int) -> list[date]:
    """The first days of the last months, oldest first; the last is of the month that runs."""
    number = today.year * 12 + today.month - 1
    return [date((number - back) // 12, (number - back) % 12 + 1, 1) for back in reversed(range(count))]
