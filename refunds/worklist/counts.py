"""How many there are, never counted far: one query for all numbers of a page, each of them capped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from customers.models import User
from refunds.models import Refund
from refunds.worklist.filters import WorkFilter
from refunds.worklist.orders import waits

MOST = 99
LOOKED_AT = 2_000
"""So many of the undecided, the most urgent first, are looked at for the number of a filter that no index holds."""


@dataclass(frozen=True, slots=True)
class AmongTheFirst:
    """Rows that no index holds together. They are counted out of the first LOOKED_AT undecided ones."""

    rows: QuerySet[Refund]


def counted_rows(chosen: WorkFilter, person: User) -> QuerySet[Refund] | AmongTheFirst | None:
    """The rows behind a number, of which counting is cheap; None where a filter reaches beyond what waits.

    They stand in the order of the index that holds them. Without one PostgreSQL may begin at the head of the table,
    where the oldest rows are, and come to those that wait at its very end.
    """
    names = set(chosen.values)
    if names == {"attention"}:
        return chosen.rows(person).order_by("decide_by", "id")
    if not waits(chosen):
        few = names == {"state"} and not chosen.states & _MANY
        return chosen.rows(person).order_by("state", "created_at", "id") if few else None
    if names <= {"state", "assignee"}:
        return chosen.rows(person).order_by("decide_by", "id")
    return AmongTheFirst(chosen.rows(person))


def capped_counts(all_rows: Sequence[QuerySet[Any] | AmongTheFirst | None]) -> list[str]:
    """Count each up to MOST, in the order it has, all in one query: "7", "99+", and "" for None."""
    parts = [_counting(rows) for rows in all_rows if rows is not None]
    if not parts:
        return ["" for _rows in all_rows]
    before, given = _first_undecided() if any(isinstance(rows, AmongTheFirst) for rows in all_rows) else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(
            f"{before} SELECT {', '.join(sql for sql, _values in parts)}",
            [*given, *(value for _sql, values in parts for value in values)],
        )
        found = iter(cursor.fetchone())
    return ["" if rows is None else _capped(next(found)) for rows in all_rows]


def _counting(rows: QuerySet[Any] | AmongTheFirst) -> tuple[str, list[Any]]:
    few = rows.rows if isinstance(rows, AmongTheFirst) else rows
    sql, values = few.values("pk")[: MOST + 1].query.sql_with_params()
    count = f"SELECT count(*) FROM ({sql}) AS few"  # noqa: S608 - our own querysets, values apart
    if isinstance(rows, AmongTheFirst):
        count = f"WITH {Refund._meta.db_table} AS (SELECT * FROM first_undecided) {count}"  # noqa: S608
    return f"({count})", list(values)


def _first_undecided() -> tuple[str, list[Any]]:
    """The rows that stand for the whole table where it is not to be counted far. Left to choose, PostgreSQL fetches
    every undecided refund for a filter that keeps few of them."""
    first = Refund.objects.filter(state__in=Refund.WAITING).order_by("decide_by", "id")[:LOOKED_AT]
    sql, values = first.query.sql_with_params()
    return f"WITH first_undecided AS MATERIALIZED ({sql})", list(values)


def _capped(count: int) -> str:
    return f"{MOST}+" if count > MOST else str(count)


_MANY = frozenset({Refund.State.COMPLETED, Refund.State.REJECTED, Refund.State.CANCELED})
