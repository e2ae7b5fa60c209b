"""The days that words such as "last month" mean on a day of the shop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from customers.shop_days import Period
from reporting.models import SavedExport

Span = SavedExport.Span


def period_of(span: str, today: date) -> Period:
    """Whole days before today; "this month" on its first day is the month before."""
    return _SPANS[span](today)


def _yesterday(today: date) -> Period:
    day = today - timedelta(days=1)
    return Period(day, day)


def _last_week(today: date) -> Period:
    monday = today - timedelta(days=today.weekday() + 7)
    return Period(monday, monday + timedelta(days=6))


def _last_month(today: date) -> Period:
    last = today.replace(day=1) - timedelta(days=1)
    return Period(last.replace(day=1), last)


def _this_month(today: date) -> Period:
    last = today - timedelta(days=1)
    return Period(last.replace(day=1), last)


def _last_quarter(today: date) -> Period:
    begun = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    last = begun - timedelta(days=1)
    return Period(last.replace(month=last.month - 2, day=1), last)


def _last_year(today: date) -> Period:
    return Period(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))


_SPANS: dict[str, Callable[[date], Period]] = {
    Span.YESTERDAY: _yesterday,
    Span.LAST_WEEK: _last_week,
    Span.LAST_MONTH: _last_month,
    Span.THIS_MONTH: _this_month,
    Span.LAST_QUARTER: _last_quarter,
    Span.LAST_YEAR: _last_year,
}
