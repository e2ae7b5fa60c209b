"""Counting what the networks look at, day by day. A round writes anew whatever may have changed since the last.

A chargeback is counted when it is opened, however it ends; one that the network's own program ended is not, nor is an
inquiry. Payments of a day are counted again for a while, as imports bring them late.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import connection, transaction

from customers import clock
from customers.models import Payment
from customers.shop_days import day_start, shop_day, shop_zone
from reporting.models import NetworkDay, NetworksCounted

MONTHS_KEPT = 25
OPEN_DAYS = 200
"""For so long a dispute of a payment may still come or change; older days stay as they are."""
LATE_DAYS = 5
AT_ONCE_DAYS = 31


@transaction.atomic
def count_networks() -> int:
    """Count what may have changed. Returns how many rows of days were written; 0 where another worker is at it."""
    NetworksCounted.objects.get_or_create(pk=1)
    state = NetworksCounted.objects.select_for_update(skip_locked=True).filter(pk=1).first()
    if state is None:
        return 0
    now = clock.now()
    today = shop_day(now)
    oldest = (today.replace(day=1) - timedelta(days=MONTHS_KEPT * 30)).replace(day=1)
    written = _count_payments(max(oldest, _payments_from(state, oldest)), today)
    written += _count_cases(today - timedelta(days=OPEN_DAYS) if state.payments_until else oldest, today)
    state.counted_at, state.payments_until = now, today
    state.save()
    NetworkDay.objects.filter(day__lt=oldest).delete()
    return written


def last_counted() -> datetime | None:
    return NetworksCounted.objects.values_list("counted_at", flat=True).first()


def forget_networks() -> None:
    """Let everything be counted anew, as after a bulk import."""
    NetworkDay.objects.all().delete()
    NetworksCounted.objects.all().delete()


def _payments_from(state: NetworksCounted, oldest: date) -> date:
    if state.payments_until is not None:
        return state.payments_until - timedelta(days=LATE_DAYS)
    first = Payment.objects.order_by("captured_at").values_list("captured_at", flat=True).first()
    return shop_day(first) if first else oldest


def _count_payments(first: date, last: date) -> int:
    """A month at a time, each between its own moments, so that the index by time is walked once."""
    written, begin = 0, first
    NetworkDay.objects.filter(day__gte=first).update(payments=0)
    while begin <= last:
        end = min(begin + timedelta(days=AT_ONCE_DAYS), last + timedelta(days=1))
        written += _write(_PAYMENTS, [shop_zone().key, day_start(begin), day_start(end)])
        begin = end
    return written


def _count_cases(first: date, last: date) -> int:
    NetworkDay.objects.filter(day__gte=first).update(disputes=0, prevented=0, inquiries=0, warnings=0)
    begin, end, zone = day_start(first), day_start(last + timedelta(days=1)), shop_zone().key
    written = _write(_DISPUTES, [zone, begin, end])
    return written + _write(_WARNINGS, [zone, begin, end])


def _write(statement: str, values: list[str | date | datetime]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


_NETWORK_OF_PAYMENT = """
    lower(CASE WHEN p.card_brand <> '' THEN p.card_brand WHEN p.gateway = 'paypal' THEN 'paypal' ELSE '' END)
"""

_INTO = """
    INSERT INTO reporting_networkday (
        day, network, account, currency, payments, disputes, prevented, inquiries, warnings
    )
"""

_PAYMENTS = f"""
    {_INTO}
    SELECT (p.captured_at AT TIME ZONE %s)::date, {_NETWORK_OF_PAYMENT}, p.gateway_account, p.currency,
        count(*), 0, 0, 0, 0
    FROM customers_payment p WHERE p.captured_at >= %s AND p.captured_at < %s GROUP BY 1, 2, 3, 4
    ON CONFLICT (day, network, account, currency) DO UPDATE SET payments = excluded.payments
"""  # noqa: S608 - our own words

_DISPUTES = f"""
    {_INTO}
    SELECT (opened_at AT TIME ZONE %s)::date, lower(network), gateway_account, currency, 0,
        count(*) FILTER (WHERE stage <> 'inquiry' AND state <> 'prevented'),
        count(*) FILTER (WHERE state = 'prevented'),
        count(*) FILTER (WHERE stage = 'inquiry' AND state <> 'prevented'), 0
    FROM disputes_dispute WHERE opened_at >= %s AND opened_at < %s GROUP BY 1, 2, 3, 4
    ON CONFLICT (day, network, account, currency) DO UPDATE
    SET disputes = excluded.disputes, prevented = excluded.prevented, inquiries = excluded.inquiries
"""  # noqa: S608 - our own words

_WARNINGS = f"""
    {_INTO}
    SELECT (w.warned_at AT TIME ZONE %s)::date, {_NETWORK_OF_PAYMENT}, w.gateway_account, p.currency,
        0, 0, 0, 0, count(*)
    FROM disputes_fraudwarning w JOIN customers_payment p ON p.id = w.payment_id
    WHERE w.warned_at >= %s AND w.warned_at < %s GROUP BY 1, 2, 3, 4
    ON CONFLICT (day, network, account, currency) DO UPDATE SET warnings = excluded.warnings
"""  # noqa: S608 - our own words
