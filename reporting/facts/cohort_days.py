"""The sums of days by the month in which the refunds' payments were captured: how they are made."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection

from customers.shop_days import Period
from reporting.facts.numbers import REFUNDS
from reporting.facts.question import moments
from reporting.facts.raw import DAY
from reporting.facts.sources.refunds import REFUNDS as SOURCE
from reporting.facts.sources.source import Source

SUMS = ("refunded", "came_back", "refunds", "reversals")

COHORTS = f"""
    SELECT {DAY} AS day, t.currency, date_trunc('month', p.captured_at AT TIME ZONE %(zone)s)::date AS captured_month,
        {", ".join(f"sum(t.{name})::bigint AS {name}" for name in SUMS)}
    FROM ({SOURCE.sql}) t JOIN customers_payment p ON p.id = t.payment_id
    GROUP BY 1, 2, 3
"""


def sum_up_cohorts(source: Source, period: Period) -> None:
    """Write those of some days anew."""
    if source.number != REFUNDS:
        return
    columns = ", ".join(("day", "currency", "captured_month", *SUMS))
    arguments = arguments_of(period)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reporting_cohortfigure WHERE day BETWEEN %(first)s AND %(last)s", arguments)
        cursor.execute(f"INSERT INTO reporting_cohortfigure ({columns}) SELECT {columns} FROM ({COHORTS}) c", arguments)


def arguments_of(period: Period) -> dict[str, Any]:
    days = {"first": period.first_on, "last": period.last_on, "zone": settings.SHOP_TIME_ZONE}
    return {**moments(period), **days}
