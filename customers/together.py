"""Rows that are only ever added (events, history, postings, letters), written table by table instead of one by one.

A refund that moves adds a dozen such rows; written together they cost a few statements, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db.models import Model

from customers.planned_rows import write_rows

Row = TypeVar("Row", bound=Model)

Following = Callable[[list[Any]], None]

_waiting: ContextVar[list[Model] | None] = ContextVar("recourse_waiting_rows", default=None)
_following: ContextVar[dict[Following, list[Model]] | None] = ContextVar("recourse_following_acts", default=None)


@contextmanager
def adding_together() -> Iterator[None]:
    """Hold back what is added inside the block and write it at its end, in the order in which it came.

    Open it inside the transaction, and roll back no savepoint inside it: what was held back would still be written.
    An inner block joins the outer one. After an error nothing is written.
    """
    if _waiting.get() is not None:
        yield
        return
    rows: list[Model] = []
    acts: dict[Following, list[Model]] = {}
    waiting, following = _waiting.set(rows), _following.set(acts)
    try:
        yield
        _write(rows)
    finally:
        _waiting.reset(waiting)
        _following.reset(following)
    for act, followed in acts.items():
        act(followed)


def follow(act: Following, row: Model) -> None:
    """Call `act` with this row once it is written: now, or once for all such rows at the end of the block."""
    acts = _following.get()
    if acts is None:
        act([row])
    else:
        acts.setdefault(act, []).append(row)


def add(row: Row) -> Row:
    """Write a new row now, or at the end of the block that is open; until then it has no number."""
    rows = _waiting.get()
    if rows is None:
        _write([row])
    else:
        rows.append(row)
    return row


def _write(rows: list[Model]) -> None:
    by_table: dict[type[Model], list[Model]] = {}
    for row in rows:
        by_table.setdefault(type(row), []).append(row)
    for table, its_rows in by_table.items():
        write_rows(table, its_rows)
