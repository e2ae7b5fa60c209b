"""Sums from the kept tables: whole months from those of months, the rest from those of days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import connection

from customers.shop_days import Period
from reporting.facts.cubes import Cube, number_of
from reporting.facts.question import Question
from reporting.facts.sources.source import Source
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


def sum_kept(
    question: Question, sources: Sequence[Source], cube: Cube, period: Period, months_until: date | None
) -> list[tuple[Any, ...]]:
    """Rows of what is told apart, followed by the sums of the question's measures, of all these sources in one look."""
    arguments: dict[str, Any] = {"cube": number_of(cube), "sources": [source.number for source in sources]}
    conditions = question.conditions(arguments)
    columns, measures = question.columns("day"), ", ".join(question.measures)
    legs = []
    for place, part in enumerate(parts_of(period, question.time, months_until)):
        arguments |= {f"{name}_{place}": value for name, value in part._asdict().items()}
        legs.append(f"""
            SELECT {", ".join(columns)}, {measures} FROM reporting_figure
            WHERE cube = %(cube)s AND grain = %(grain_{place})s AND source = ANY(%(sources)s)
                AND day BETWEEN %(first_{place})s AND %(last_{place})s {conditions}
        """)
    names = ", ".join([*(["told_time"] if question.time else []), "currency", *question.by])
    group = ", ".join(str(number) for number in range(1, len(columns) + 1))
    sums = ", ".join(f"sum({name})::bigint" for name in question.measures)
    told = f"({' UNION ALL '.join(legs)}) AS told ({names}, {measures})"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names}, {sums} FROM {told} GROUP BY {group}", arguments)
        return cursor.fetchall()
