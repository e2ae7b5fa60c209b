"""Writing the kept sums of some days of a source anew, from its single things, in a few statements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from customers.shop_days import Period
from reporting.facts.cohort_days import sum_up_cohorts
from reporting.facts.cubes import Cube, columns_of, cubes_of, number_in_sql, number_of
from reporting.facts.dimensions import KEPT
from reporting.facts.question import moments
from reporting.facts.raw import DAY
from reporting.facts.sources import BY_NUMBER
from reporting.facts.sources.source import Source
from reporting.facts.spans import sum_up_month_of_turnaround, sum_up_turnaround
from reporting.periods import month_after

COLUMNS = tuple(column for name in KEPT for column in columns_of(name))


def sum_up_days(number: int, period: Period) -> None:
    """Write the sums of these days. Rows that stay as they are are not touched."""
    source = BY_NUMBER[number]
    for by_product in (False, True):
        cubes = [cube for cube in cubes_of(source) if ("product" in cube) == by_product]
        if cubes:
            _run(_replace(source, cubes, by_product=by_product), _arguments(source, period))
    sum_up_cohorts(source, period)
    sum_up_turnaround(source, period)


def sum_up_month(number: int, month: date) -> None:
    """Write the sums of a whole month, from those of its days."""
    source = BY_NUMBER[number]
    columns = ("cube", "source", "currency", *COLUMNS)
    last = month_after(month) - timedelta(days=1)
    arguments = {"source": number, "month": month, "last": last}
    _run("DELETE FROM reporting_figure WHERE grain = 'm' AND source = %(source)s AND day = %(month)s"
         f" AND cube IN {_cubes(source)}", arguments)  # fmt: skip
    _run(
        f"""
        INSERT INTO reporting_figure (grain, day, {", ".join(columns)}, {", ".join(source.measures)})
        SELECT 'm', %(month)s, {", ".join(columns)}, {", ".join(f"nullif(sum({name}), 0)" for name in source.measures)}
        FROM reporting_figure
        WHERE grain = 'd' AND source = %(source)s AND day BETWEEN %(month)s AND %(last)s AND cube IN {_cubes(source)}
        GROUP BY {", ".join(columns)}
        """,
        arguments,
    )
    sum_up_month_of_turnaround(source, month, last)


def _cubes(source: Source) -> str:
    return _listed(cubes_of(source))


def _listed(cubes: Iterable[Cube]) -> str:
    return "(" + ", ".join(str(number_of(cube)) for cube in cubes) + ")"


def _arguments(source: Source, period: Period) -> dict[str, Any]:
    days = {"first": period.first_on, "last": period.last_on}
    return {**moments(period), **days, "zone": settings.SHOP_TIME_ZONE, "source": source.number}


def _replace(source: Source, cubes: list[Cube], *, by_product: bool) -> str:
    """One statement: what differs goes, what is missing comes. Both halves see the table as it was before."""
    same_place = " AND ".join(f"f.{name} = n.{name}" for name in ("cube", "day", "currency", *COLUMNS))
    same = f"{same_place} AND ({_list('f', source)}) IS NOT DISTINCT FROM ({_list('n', source)})"
    there = f"""f.cube IN {_listed(cubes)} AND f.grain = 'd'
        AND f.source = %(source)s AND f.day BETWEEN %(first)s AND %(last)s"""
    columns = ", ".join(("cube", "day", "currency", *COLUMNS, *source.measures))
    return f"""
        WITH n AS MATERIALIZED ({_grouped(source, cubes, by_product=by_product)}),
        gone AS (DELETE FROM reporting_figure f WHERE {there} AND NOT EXISTS (SELECT 1 FROM n WHERE {same}))
        INSERT INTO reporting_figure (grain, source, {columns})
        SELECT 'd', %(source)s, {columns} FROM n
        WHERE NOT EXISTS (SELECT 1 FROM reporting_figure f WHERE {there} AND {same})
    """


def _grouped(source: Source, cubes: list[Cube], *, by_product: bool) -> str:
    used = [name for name in KEPT if any(name in cube for cube in cubes)]
    dimensions = [
        f"coalesce({column}, '') AS {column}" if name in used else f"'' AS {column}"
        for name in KEPT
        for column in columns_of(name)
    ]
    sums = ", ".join(f"nullif(sum({name}), 0)::bigint AS {name}" for name in source.measures)
    return f"""
        SELECT ({number_in_sql(used)})::smallint AS cube, day, currency, {", ".join(dimensions)}, {sums}
        FROM (SELECT {DAY} AS day, things.* FROM ({source.things(by_product=by_product)}) things) t
        GROUP BY GROUPING SETS ({", ".join(_set(cube) for cube in cubes)})
    """


def _set(cube: Cube) -> str:
    told = [column for name in KEPT if name in cube for column in columns_of(name)]
    return "(" + ", ".join(["day", "currency", *told]) + ")"


def _list(row: str, source: Source) -> str:
    """As a row even where it is one measure."""
    return ", ".join([*(f"{row}.{name}" for name in source.measures), "1"])


def _run(sql: str, arguments: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
