"""Writing the kept sums of some days of a source anew, from its single things, in a few statements.

Things are fetched once, added up to one row for each meeting of the dimensions of a family of cubes
(reporting.facts.cubes), and these rows to the cubes: so each thing is worked out once, and is never sorted.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection

from customers.shop_days import Period
from reporting.facts.cubes import Cube, columns_of, cubes_of, families_of, number_in_sql, number_of
from reporting.facts.dimensions import KEPT
from reporting.facts.question import moments
from reporting.facts.raw import DAY
from reporting.facts.sources import BY_NUMBER
from reporting.facts.sources.source import Source
from reporting.facts.spans import sum_up_months_of_turnaround, sum_up_turnaround

COLUMNS = tuple(column for name in KEPT for column in columns_of(name))

_ROOM = """
    SET LOCAL work_mem = '256MB';
    SET LOCAL max_parallel_workers_per_gather = 2;
    SET LOCAL enable_sort = off;
    SET LOCAL enable_incremental_sort = off;
    SET LOCAL jit = off
"""
"""So that sums of hundreds of thousands of things are made in memory by hashing, and by both cores where there are two.
Sorting eight columns of words instead costs half as much again.
"""


def sum_up_days(number: int, period: Period) -> None:
    """Write the sums of these days, inside a transaction. Rows that stay as they are are not touched."""
    source = BY_NUMBER[number]
    _run(_ROOM, {})
    for families in _fetched_together(source):
        steps = [f"things AS MATERIALIZED ({_things(source, families)})"]
        for nth, family in enumerate(families):
            steps += [f"met{nth} AS MATERIALIZED ({_met(source, family)})"]
            steps += _replaced(source, family, str(nth))
        _run(f"WITH {', '.join(steps)} SELECT 1", _arguments(source, period))
    sum_up_turnaround(source, period)


def sum_up_many_days(number: int, period: Period) -> None:
    """The same for days with very many things: they lie in tables meanwhile, of which the planner knows how large."""
    source, arguments = BY_NUMBER[number], _arguments(BY_NUMBER[number], period)
    _run(_ROOM, {})
    begins_empty = not _any_rows(arguments)
    for families in _fetched_together(source):
        _keep_meanwhile("things", _things(source, families), arguments)
        for family in families:
            _keep_meanwhile("met", _met(source, family), arguments)
            if begins_empty:
                _run(_inserted(source, _grouped(source, family, "met")), arguments)
            else:
                _run(f"WITH {', '.join(_replaced(source, family))} SELECT 1", arguments)
            _run("DROP TABLE met", {})
        _run("DROP TABLE things", {})
    sum_up_turnaround(source, period)


def _keep_meanwhile(table: str, sql: str, arguments: dict[str, Any]) -> None:
    _run(f"CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS {sql}", arguments)
    _run(f"ANALYZE {table}", {})


def sum_up_months(number: int, first: date, last: date) -> None:
    """Write the sums of whole months, from those of their days."""
    source = BY_NUMBER[number]
    cubes = _listed(cubes_of(source))
    columns = ", ".join(("cube", "source", "currency", *COLUMNS))
    sums = ", ".join(f"nullif(sum({name}), 0)::bigint" for name in source.measures)
    arguments = {"source": number, "first": first, "last": last}
    _run(_ROOM, {})
    _run("DELETE FROM reporting_figure WHERE grain = 'm' AND source = %(source)s AND day BETWEEN %(first)s AND %(last)s"
         f" AND cube IN {cubes}", arguments)  # fmt: skip
    _run(
        f"""
        INSERT INTO reporting_figure (grain, day, {columns}, {", ".join(source.measures)})
        SELECT 'm', date_trunc('month', day)::date, {columns}, {sums}
        FROM reporting_figure
        WHERE grain = 'd' AND source = %(source)s AND day BETWEEN %(first)s AND %(last)s AND cube IN {cubes}
        GROUP BY 2, {columns}
        """,
        arguments,
    )
    sum_up_months_of_turnaround(source, first, last)


def _fetched_together(source: Source) -> list[list[list[Cube]]]:
    """Families of the same things: a thing with several products is several."""
    families = families_of(source)
    parted = ([family for family in families if _is_by_product(family) == by] for by in (False, True))
    return [found for found in parted if found]


def _is_by_product(family: list[Cube]) -> bool:
    return any("product" in cube for cube in family)


def _things(source: Source, families: list[list[Cube]]) -> str:
    """The single things, with what these families want to know of them."""
    things = source.things(by_product=_is_by_product(families[0]))
    columns = _columns(_told(cube for family in families for cube in family))
    told = ", ".join(["currency", *(f"coalesce({column}, '') AS {column}" for column in columns), *source.measures])
    return f"SELECT {DAY} AS day, {told} FROM ({things}) single"


def _met(source: Source, family: list[Cube]) -> str:
    """One row for each meeting of a day, a currency and the dimensions of these cubes."""
    columns = ", ".join(["day", "currency", *_columns(_told(family))])
    sums = ", ".join(f"sum({name})::bigint AS {name}" for name in source.measures)
    return f"SELECT {columns}, {sums} FROM things GROUP BY {columns}"


def _grouped(source: Source, family: list[Cube], met: str) -> str:
    told = _told(family)
    dimensions = [
        f"coalesce({column}, '') AS {column}" if name in told else f"'' AS {column}"
        for name in KEPT
        for column in columns_of(name)
    ]
    sums = ", ".join(f"nullif(sum({name}), 0)::bigint AS {name}" for name in source.measures)
    return f"""
        SELECT ({number_in_sql(told)})::smallint AS cube, day, currency, {", ".join(dimensions)}, {sums}
        FROM {met} GROUP BY GROUPING SETS ({", ".join(_set(cube) for cube in family)})
    """


def _inserted(source: Source, grouped: str, condition: str = "true") -> str:
    columns = ", ".join(("cube", "day", "currency", *COLUMNS, *source.measures))
    return f"""
        INSERT INTO reporting_figure (grain, source, {columns})
        SELECT 'd', %(source)s, {columns} FROM ({grouped}) n WHERE {condition}
    """


def _replaced(source: Source, family: list[Cube], number: str = "") -> list[str]:
    """Steps of one statement: what differs goes, what is missing comes. All see the table as it was before."""
    fresh = f"fresh{number}"
    same_place = " AND ".join(f"f.{name} = n.{name}" for name in ("cube", "day", "currency", *COLUMNS))
    same = f"{same_place} AND ({_list('f', source)}) IS NOT DISTINCT FROM ({_list('n', source)})"
    there = f"""f.cube IN {_listed(family)} AND f.grain = 'd'
        AND f.source = %(source)s AND f.day BETWEEN %(first)s AND %(last)s"""
    missing = f"NOT EXISTS (SELECT 1 FROM reporting_figure f WHERE {there} AND {same})"
    gone = f"DELETE FROM reporting_figure f WHERE {there} AND NOT EXISTS (SELECT 1 FROM {fresh} n WHERE {same})"
    return [
        f"{fresh} AS MATERIALIZED ({_grouped(source, family, f'met{number}')})",
        f"gone{number} AS ({gone})",
        f"come{number} AS ({_inserted(source, f'SELECT * FROM {fresh}', missing)})",
    ]


def _told(cubes: Iterable[Cube]) -> list[str]:
    known = frozenset[str]().union(*cubes)
    return [name for name in KEPT if name in known]


def _columns(names: Iterable[str]) -> list[str]:
    return [column for name in names for column in columns_of(name)]


def _set(cube: Cube) -> str:
    return "(" + ", ".join(["day", "currency", *_columns(_told([cube]))]) + ")"


def _list(row: str, source: Source) -> str:
    """As a row even where it is one measure."""
    return ", ".join([*(f"{row}.{name}" for name in source.measures), "1"])


def _listed(cubes: Iterable[Cube]) -> str:
    return "(" + ", ".join(str(number_of(cube)) for cube in cubes) + ")"


def _arguments(source: Source, period: Period) -> dict[str, Any]:
    return {**moments(period), "first": period.first_on, "last": period.last_on, "source": source.number}


def _any_rows(arguments: dict[str, Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM reporting_figure WHERE cube = 0 AND grain = 'd' AND source = %(source)s"
            " AND day BETWEEN %(first)s AND %(last)s)",
            arguments,
        )
        return bool(cursor.fetchone()[0])


def _run(sql: str, arguments: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments or None)
