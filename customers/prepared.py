"""A question whose SQL is written once. To write it anew each time can take longer than to have it answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet


class Prepared:
    """Tuples of a queryset that differs from call to call in its values alone.

    `write` is called once, with a stand-in for each of its values, and answers rows of `values_list`; it hands each
    stand-in on unchanged, at least once. `kinds` says of which type each value is: int, str or datetime.
    """

    def __init__(self, write: Callable[..., QuerySet[Any, Any]], **kinds: type) -> None:
        self._write = write
        self._stand_ins = {name: _STAND_INS[kind](number) for number, (name, kind) in enumerate(kinds.items())}

    def __call__(self, **values: Any) -> list[tuple[Any, ...]]:
        sql, slots = self._written
        with connection.cursor() as cursor:
            cursor.execute(sql, [values[name] if name else fixed for name, fixed in slots])
            return cursor.fetchall()

    @cached_property
    def _written(self) -> tuple[str, list[tuple[str, Any]]]:
        """The SQL, and for each of its parameters the name of the value it takes, or "" and what is always there."""
        names = {stand_in: name for name, stand_in in self._stand_ins.items()}
        sql, parameters = self._write(**self._stand_ins).query.sql_with_params()
        slots = [(names.get(parameter, ""), parameter) for parameter in parameters]
        if missing := set(names.values()) - {name for name, _fixed in slots}:
            raise LookupError(f"The SQL has no place for {', '.join(sorted(missing))}.")
        return sql, slots


_STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda number: 2_000_000_011 + number,
    str: lambda number: f"\ufffevalue {number}\ufffe",
    datetime: lambda number: datetime(1900, 1, 1, 0, number, tzinfo=UTC),
}
"""What stands for a value while the SQL is written; nothing that the house itself writes into a question."""
