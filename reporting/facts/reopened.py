"""What is to be counted again when a period opens: its days, and the payments that had been kept out of them."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from customers import clock
from customers.shop_days import Period, day_start
from reporting import landing
from reporting.facts.numbers import PAYMENTS
from reporting.facts.sources import SOURCES
from reporting.models import FigureMark


def mark_days(period: Period) -> None:
    """All sources of these days: what came for them while they were closed was left out."""
    now, days = clock.now(), (period.last_on - period.first_on).days + 1
    noons = [day_start(period.first_on + timedelta(days=nth)) + timedelta(hours=12) for nth in range(days)]
    FigureMark.objects.bulk_create(
        FigureMark(source=source.number, at=noon, marked_at=now) for noon in noons for source in SOURCES
    )


def mark_late_payments() -> None:
    """The days on which payments that came late count as long as everything stays as it is."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK)


_MARK = f"""
    SELECT mark_figures_once({PAYMENTS}::smallint, {landing.LANDS_AT})
    FROM reporting_latepayment late JOIN customers_payment p ON p.id = late.payment_id {landing.BARRED}
"""
