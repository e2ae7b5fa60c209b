"""Counting the customers who were paid back in a month: each month in which something was booked, anew.

A round counts one month in one transaction, so that a shop with many years is counted in portions and a page that reads
meanwhile sees whole months only.
"""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import Any

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
    wanted: dict[str, Any] = {"month": month, "begin": begin, "end": end, "year_ago": year_ago, "most": MOST_KEPT}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute(_COUNT, wanted)


_TOUCHED = """
    SELECT DISTINCT date_trunc('month', posted_at AT TIME ZONE %s)::date FROM refunds_journalentry
    WHERE id > %s AND id <= %s AND kind IN ('settle', 'reverse') ORDER BY 1
"""

_MOVED = """
    refunds_journalentry e
    JOIN refunds_journalline l ON l.entry_id = e.id AND l.account NOT IN ('refunds_payable', 'refunds_granted')
    JOIN refunds_refund r ON r.id = e.refund_id
"""

_COUNT = f"""
    WITH moved AS MATERIALIZED (
        SELECT r.customer_id, l.currency, -l.amount_minor AS refunded, r.reason,
            p.gateway_account AS account, p.method, p.country, coalesce((
                SELECT x.channel FROM customers_paymentline x WHERE x.payment_id = p.id ORDER BY x.position LIMIT 1
            ), '') AS channel
        FROM {_MOVED} JOIN customers_payment p ON p.id = r.payment_id
        WHERE e.kind = 'settle' AND e.posted_at >= %(begin)s AND e.posted_at < %(end)s
    ),
    people AS MATERIALIZED (
        SELECT customer_id, currency, count(*) AS refunds, sum(refunded) AS refunded, (count(*) > 1 OR EXISTS (
            SELECT 1 FROM refunds_refund r WHERE r.customer_id = moved.customer_id
                AND r.finished_at >= %(year_ago)s AND r.finished_at < %(begin)s AND r.state = 'completed'
        )) AS again
        FROM moved GROUP BY customer_id, currency
    ),
    counted AS (
        INSERT INTO reporting_refundedcustomers (
            month, currency, side, value, again, customers, refunds, refunded_minor
        )
        SELECT %(month)s, currency, side, value, again, count(*), sum(refunds), sum(refunded)
        FROM (
            SELECT customer_id, currency, side, value, count(*) AS refunds, sum(refunded) AS refunded
            FROM moved CROSS JOIN LATERAL (
                VALUES ('all', ''), ('account', account), ('method', method), ('country', country),
                    ('channel', channel), ('reason', reason)
            ) AS seen (side, value)
            GROUP BY customer_id, currency, side, value
        ) AS met JOIN (SELECT customer_id, currency, again FROM people) AS whose USING (customer_id, currency)
        GROUP BY currency, side, value, again
    )
    INSERT INTO reporting_refundedmost (month, currency, customer_id, refunds, refunded_minor)
    SELECT %(month)s, currency, customer_id, refunds, refunded FROM (
        SELECT people.*, row_number() OVER (PARTITION BY currency ORDER BY refunded DESC, customer_id) AS place
        FROM people
    ) ranked WHERE place <= %(most)s
"""  # noqa: S608 - our own words
