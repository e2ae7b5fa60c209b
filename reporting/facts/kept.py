"""Sums from the kept tables: whole months from those of months, the rest from those of days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import connection

from customers.shop_days import Period
from reporting.facts.cubes import Cube, number_of
from reporting.facts.question import Question
from reporting.models import Grain
from reporting.periods import month_after

ONE_DAY = timedelta(days=1)


class Part(NamedTuple):
    """Days, both inside, that are read at one grain."""

    grain: str
    first: date
    last: date


def parts_of(period: Period, time: str, months_until: date | None) -> list[Part]:
    """Cut a period into whole months that have sums of their own, and days. A day or week cannot be seen in a month."""
    first, last = period.first_on, period.last_on
    begins = first if first.day == 1 else month_after(first.replace(day=1))
    ends = min((last + ONE_DAY).replace(day=1), months_until or first)
    if time in ("day", "week") or begins >= ends:
        return [Part(Grain.DAY, first, last)]
    parts = [Part(Grain.DAY, first, begins - ONE_DAY), Part(Grain.MONTH, begins, ends - ONE_DAY)]
    return [part for part in [*parts, Part(Grain.DAY, ends, last)] if part.first <= part.last]


def sum_kept(question: Question, cube: Cube, period: Period, months_until: date | None) -> Iterator[tuple[Any, ...]]:
    """Rows of what is told apart, followed by the sums of the question's measures; a key may come once per part."""
    for part in parts_of(period, question.time, months_until):
        yield from _sum_part(question, cube, part)


def _sum_part(question: Question, cube: Cube, part: Part) -> list[tuple[Any, ...]]:
    arguments: dict[str, Any] = {
        "cube": number_of(cube), "grain": part.grain, "source": question.source.number,
        "first": part.first, "last": part.last,
    }  # fmt: skip
    conditions = question.conditions(arguments)
    columns = question.columns("day")
    sums = ", ".join(f"sum({name})::bigint" for name in question.measures)
    group = ", ".join(str(number) for number in range(1, len(columns) + 1))
    sql = f"""
        SELECT {", ".join(columns)}, {sums} FROM reporting_figure
        WHERE cube = %(cube)s AND grain = %(grain)s AND source = %(source)s AND day BETWEEN %(first)s AND %(last)s
            {conditions}
        GROUP BY {group}
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return cursor.fetchall()
