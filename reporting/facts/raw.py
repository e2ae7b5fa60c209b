"""Sums straight from the single things: exact at once, and slow where there are many."""

from __future__ import annotations

from typing import Any

from django.db import connection

from customers.shop_days import Period
from reporting.facts.question import Question, moments

DAY = "(at AT TIME ZONE %(zone)s)::date"


def sum_things(question: Question, period: Period) -> list[tuple[Any, ...]]:
    """Rows of what is told apart, followed by the sums of the question's measures."""
    arguments = moments(period)
    conditions = question.conditions(arguments)
    columns = question.columns(DAY)
    sums = ", ".join(f"sum({name})::bigint" for name in question.measures)
    things = question.source.things(by_product=question.by_product)
    group = ", ".join(str(number) for number in range(1, len(columns) + 1))
    sql = f"SELECT {', '.join(columns)}, {sums} FROM ({things}) things WHERE true{conditions} GROUP BY {group}"
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return cursor.fetchall()
