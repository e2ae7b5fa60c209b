"""Counting the customers who were paid back in a month: each month in which something was booked, anew.

A round counts one month in one transaction, so that a shop with many years is counted in portions and a page that reads
meanwhile sees whole months only.
"""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max

from customers import clock
from customers.shop_days import day_start, shop_zone
from refunds.models import JournalEntry
from reporting.models import MonthsCounted, RefundedCustomers, RefundedMost

OVERLAP = 1_000
"""So many entries are looked at twice: one with a lower number may have been committed after one with a higher."""
MOST_KEPT = 50


def count_months(stop_at: float) -> int:
    """Count what waits until `stop_at` (monotonic). Returns how many months were counted."""
    counted = 0
    while _round():
        counted += 1
        if time.monotonic() >= stop_at:
            break
    return counted


def forget_months() -> None:
    """Let everything be counted anew, as after a bulk import."""
    for model in (RefundedCustomers, RefundedMost, MonthsCounted):
        model.objects.all().delete()


@transaction.atomic
def _round() -> bool:
    MonthsCounted.objects.get_or_create(pk=1)
    state = MonthsCounted.objects.select_for_update(skip_locked=True).filter(pk=1).first()
    if state is None:
        return False
    if not state.waiting:
        last = JournalEntry.objects.aggregate(last=Max("id"))["last"] or 0
        if last > state.last_entry:
            state.waiting = _touched(max(state.last_entry - OVERLAP, 0), last)
            state.last_entry = last
    month = state.waiting.pop() if state.waiting else None
    if month is not None:
        _count(month)
    state.counted_at = clock.now()
    state.save()
    return month is not None


def _touched(after: int, last: int) -> list[date]:
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED, [shop_zone().key, after, last])
        return [row[0] for row in cursor.fetchall()]


def _count(month: date) -> None:
    following = (month + timedelta(days=32)).replace(day=1)
    begin, end = day_start(month), day_start(following)
    for model in (RefundedCustomers, RefundedMost):
        model.objects.filter(month=month).delete()
    year_ago = day_start(month.replace(year=month.year - 1))
    _write(_CUSTOMERS, [begin, end, month, year_ago, begin])
    _write(_MOST, [begin, end, month, MOST_KEPT])


def _write(statement: str, values: list[date | datetime | str | int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


_TOUCHED = """
    SELECT DISTINCT date_trunc('month', posted_at AT TIME ZONE %s)::date FROM refunds_journalentry
    WHERE id > %s AND id <= %s AND kind IN ('settle', 'reverse') ORDER BY 1
"""

_MOVED = """
    refunds_journalentry e
    JOIN refunds_journalline l ON l.entry_id = e.id AND l.account NOT IN ('refunds_payable', 'refunds_granted')
    JOIN refunds_refund r ON r.id = e.refund_id
"""

_BY_CUSTOMER = f"""
    WITH found AS (
        SELECT r.customer_id, l.currency, count(*) AS refunds, -sum(l.amount_minor) AS refunded
        FROM {_MOVED}
        WHERE e.kind = 'settle' AND e.posted_at >= %s AND e.posted_at < %s
        GROUP BY 1, 2
    )
"""  # noqa: S608 - our own words

_CUSTOMERS = f"""
    {_BY_CUSTOMER}
    INSERT INTO reporting_refundedcustomers (month, currency, again, customers, refunds, refunded_minor)
    SELECT %s, currency, again, count(*), sum(refunds), sum(refunded) FROM (
        SELECT found.*, (refunds > 1 OR EXISTS (
            SELECT 1 FROM refunds_refund r WHERE r.customer_id = found.customer_id
                AND r.finished_at >= %s AND r.finished_at < %s AND r.state = 'completed'
        )) AS again FROM found
    ) seen GROUP BY currency, again
"""  # noqa: S608 - our own words

_MOST = f"""
    {_BY_CUSTOMER}
    INSERT INTO reporting_refundedmost (month, currency, customer_id, refunds, refunded_minor)
    SELECT %s, currency, customer_id, refunds, refunded FROM (
        SELECT found.*, row_number() OVER (PARTITION BY currency ORDER BY refunded DESC, customer_id) AS place
        FROM found
    ) ranked WHERE place <= %s
"""  # noqa: S608 - our own words
