"""Refunds by the month in which their payments were captured, and how many months later they were paid."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from customers.shop_days import Period
from reporting.facts.cohort_days import COHORTS, SUMS, arguments_of
from reporting.facts.state import known_state, may_be_read


class CohortRow(NamedTuple):
    """Money in minor units. `months_since` is 0 in the month of the capture itself."""

    currency: str
    captured_month: date
    months_since: int
    refunded: int
    came_back: int
    refunds: int
    reversals: int


def cohorts(period: Period, currencies: Iterable[str] = ()) -> list[CohortRow]:
    """What was paid back in a period, by month of capture and months since, in that order."""
    arguments: dict[str, Any] = {**arguments_of(period), "currencies": list(currencies)}
    kept = "SELECT * FROM reporting_cohortfigure WHERE day BETWEEN %(first)s AND %(last)s"
    days = kept if may_be_read(known_state()) else COHORTS
    with connection.cursor() as cursor:
        cursor.execute(_READ.format(days=days), arguments)
        return [CohortRow(*row) for row in cursor.fetchall()]


_READ = f"""
    SELECT currency, captured_month,
        (12 * (extract(year FROM day) - extract(year FROM captured_month))
            + extract(month FROM day) - extract(month FROM captured_month))::int AS months_since,
        {", ".join(f"sum({name})::bigint" for name in SUMS)}
    FROM ({{days}}) days
    WHERE cardinality(%(currencies)s::text[]) = 0 OR currency = ANY(%(currencies)s)
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
