"""How many there are, never counted far: one query for all numbers of a page, each of them capped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.http import QueryDict

from customers.models import User
from customers.prepared import planned_once
from refunds.models import Refund
from refunds.worklist.filters import WorkFilter
from refunds.worklist.orders import waits

MOST = 99
LOOKED_AT = 1_000
"""So many of the undecided, the most urgent first, are looked at for the number of a filter that no index holds."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A subselect that counts, with its values. `of_the_first` needs what _first_undecided says before it."""

    sql: str
    values: tuple[Any, ...]
    of_the_first: bool = False


def counted_rows(chosen: WorkFilter, person: User) -> Counted | None:
    """The number of a filter, where counting is cheap; None where it reaches beyond what waits.

    The rows stand in the order of the index that holds them. Without one PostgreSQL may begin at the head of the
    table, where the oldest rows are, and come to those that wait at its very end.
    """
    names = set(chosen.values)
    if names == {"state"}:
        few = not chosen.states & _MANY
        return _held_by_an_index(chosen.as_query(), person.pk, ("state", "created_at", "id")) if few else None
    if names == {"attention"} or (waits(chosen) and names <= {"state", "assignee"}):
        return _held_by_an_index(chosen.as_query(), person.pk, ("decide_by", "id"))
    return _of_the_first(chosen.rows(person)) if waits(chosen) else None


def capped_counts(all_rows: Sequence[QuerySet[Any] | Counted | None]) -> list[str]:
    """Count each up to MOST, in the order it has, all in one query: "7", "99+", and "" for None."""
    parts = [counting(rows) if isinstance(rows, QuerySet) else rows for rows in all_rows]
    asked = [part for part in parts if part is not None]
    if not asked:
        return ["" for _part in parts]
    first = _first_undecided() if any(part.of_the_first for part in asked) else Counted("", ())
    sql = f"{first.sql} SELECT {', '.join(f'({part.sql})' for part in asked)}"
    found = iter(_answer(sql, [*first.values, *(value for part in asked for value in part.values)]))
    return ["" if part is None else _capped(next(found)) for part in parts]


def counting(rows: QuerySet[Any]) -> Counted:
    """Write down how to count these rows, up to MOST and one more."""
    sql, values = rows.values("pk")[: MOST + 1].query.sql_with_params()
    return Counted(f"SELECT count(*) FROM ({sql}) AS few", tuple(values))  # noqa: S608 - our own querysets, values apart


@lru_cache(maxsize=1000)
def _held_by_an_index(query: str, person_id: int, order: tuple[str, ...]) -> Counted:
    """Written once: no clock is in such a filter, and to write it takes longer than to ask it."""
    chosen = WorkFilter.from_query(QueryDict(query))
    return counting(chosen.rows(User(pk=person_id)).order_by(*order))


def _of_the_first(rows: QuerySet[Refund]) -> Counted:
    """Of what no index holds together, count out of the first LOOKED_AT undecided ones. They take the table's name."""
    count = counting(rows)
    table = Refund._meta.db_table
    sql = f"WITH {table} AS (SELECT * FROM first_undecided) {count.sql}"  # noqa: S608
    return Counted(sql, count.values, of_the_first=True)


@cache
def _first_undecided() -> Counted:
    """The rows that stand for the whole table where it is not to be counted far. Left to choose, PostgreSQL fetches
    every undecided refund for a filter that keeps few of them."""
    first = Refund.objects.filter(state__in=Refund.WAITING).order_by("decide_by", "id")[:LOOKED_AT]
    sql, values = first.query.sql_with_params()
    return Counted(f"WITH first_undecided AS MATERIALIZED ({sql})", tuple(values))


def _answer(sql: str, values: list[Any]) -> tuple[int, ...]:
    """The numbers. To plan so many takes as long as to count them; but what names a moment is not asked again."""
    if not any(isinstance(value, datetime) for value in values):
        return planned_once(sql, values)[0]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return tuple(cursor.fetchone())


def _capped(count: int) -> str:
    return f"{MOST}+" if count > MOST else str(count)


_MANY = frozenset({Refund.State.COMPLETED, Refund.State.REJECTED, Refund.State.CANCELED})
