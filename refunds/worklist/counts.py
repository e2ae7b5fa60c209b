"""How many there are, never counted far: one query for all numbers of a page, each of them capped."""

from __future__ import annotations

from collections.abc import Sequence
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


def counted_rows(chosen: WorkFilter, person: User) -> QuerySet[Refund] | None:
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
    first = Refund.objects.filter(state__in=sorted(chosen.states)).order_by("decide_by", "id")[:LOOKED_AT]
    return chosen.rows(person).filter(pk__in=first.values("pk"))


def capped_counts(all_rows: Sequence[QuerySet[Any] | None]) -> list[str]:
    """Count each up to MOST, in the order it has, all in one query: "7", "99+", and "" for None."""
    parts: list[str] = []
    given: list[Any] = []
    for rows in all_rows:
        if rows is not None:
            sql, values = rows.values("pk")[: MOST + 1].query.sql_with_params()
            parts.append(f"(SELECT count(*) FROM ({sql}) AS few)")  # noqa: S608 - our own querysets, values apart
            given += values
    if not parts:
        return ["" for _rows in all_rows]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", given)
        found = iter(cursor.fetchone())
    return ["" if rows is None else _capped(next(found)) for rows in all_rows]


def _capped(count: int) -> str:
    return f"{MOST}+" if count > MOST else str(count)


_MANY = frozenset({Refund.State.COMPLETED, Refund.State.REJECTED, Refund.State.CANCELED})
