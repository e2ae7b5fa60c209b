"""A question whose SQL is written once, and planned once by the database for each connection.

To write it anew and to plan it anew each time can take longer than to have it answered. Only what differs from call to
call is bound; the rest stands in the text, so that partial indexes still fit it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.postgresql import base as postgresql
from django.db.backends.utils import CursorWrapper
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

_ServerBindingCursor: Any = postgresql.ServerBindingCursor  # there with psycopg 3 only


class Prepared:
    """Tuples of a queryset that differs from call to call in its values alone.

    `write` is called once, with a stand-in for each of its values, and answers rows of `values_list`; it hands each
    stand-in on unchanged, at least once. `kinds` says of which type each value is: int, str or datetime.
    """

    def __init__(self, write: Callable[..., QuerySet[Any, Any]], **kinds: type) -> None:
        self._write = write
        self._stand_ins = {name: _STAND_INS[kind](number) for number, (name, kind) in enumerate(kinds.items())}

    def __call__(self, **values: Any) -> list[Any]:
        return self._fetched(values)

    def _fetched(self, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        return answered(self._written.sql, values)

    @cached_property
    def _written(self) -> _Written:
        queryset = self._write(**self._stand_ins)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        return _Written(self._with_places(sql, parameters), queryset, compiler)

    def _with_places(self, sql: str, parameters: tuple[Any, ...]) -> str:
        """Put what is always the same into the SQL, and a place for each value where its stand-in was."""
        names = {stand_in: name for name, stand_in in self._stand_ins.items()}
        found = [names.get(parameter, "") if isinstance(parameter, Hashable) else "" for parameter in parameters]
        if missing := set(names.values()) - set(found):
            raise LookupError(f"The SQL has no place for {', '.join(sorted(missing))}.")
        marked = [_MARK % name if name else parameter for name, parameter in zip(found, parameters, strict=True)]
        writer: Any = connection.ops
        text = writer.compose_sql(sql, marked).replace("%", "%%")
        for name in names.values():
            text = text.replace(f"'{_MARK % name}'", f"%({name})s")
        return text


class PreparedRows(Prepared):
    """Rows of a model, with what the queryset selects and annotates beside it; else like Prepared."""

    def __call__(self, **values: Any) -> list[Any]:
        fetched = self._fetched(values)
        rows: Any = self._written.queryset.all()
        compiler: Any = copy(self._written.compiler)
        compiler.connection = connection
        compiler.execute_sql = lambda *_asked, **_how: [fetched]
        rows.query.get_compiler = lambda *_asked, **_how: compiler
        return list(rows)

    def first(self, **values: Any) -> Any:
        """The first row, or None. The queryset says how many it fetches at most."""
        return next(iter(self(**values)), None)


def planned_once(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Rows of an SQL text with its values in it, so that the plan is kept for the same values only."""
    writer: Any = connection.ops
    return answered(writer.compose_sql(sql, values).replace("%", "%%"), {})


def answered(text: str, values: Mapping[str, Any] | Sequence[Any]) -> list[tuple[Any, ...]]:
    """Rows that the database answers to an SQL text with places for these values, by the plan it keeps for the text."""
    with _cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall()


class _Written(NamedTuple):
    sql: str
    queryset: QuerySet[Model, Any]
    compiler: SQLCompiler


class _PreparingCursor(_ServerBindingCursor):
    """Has the database keep the plan. A pool that hands its connections on between transactions keeps none; it is told
    of as Django wishes it, by DISABLE_SERVER_SIDE_CURSORS."""

    def execute(self, query: Any, params: Any = None) -> Any:
        keep = not connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS")
        return super().execute(query, params, prepare=keep)

    def _send_query_prepared(self, name: bytes, pgq: Any, **how: Any) -> None:
        self._query = pgq  # psycopg forgets the text of what is planned already, and Django's own log asks for it
        super()._send_query_prepared(name, pgq, **how)


@contextmanager
def _cursor() -> Iterator[CursorWrapper]:
    """A cursor that Django wraps, counts and logs like its own."""
    here: Any = connection
    here.ensure_connection()
    with here.wrap_database_errors:
        cursor = _PreparingCursor(here.connection)
    with here._prepare_cursor(cursor) as wrapped:
        yield wrapped


_MARK = "\ufffevalue %s\ufffe"
_STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda number: 2_000_000_011 + number,
    str: lambda number: f"\ufffestand-in {number}\ufffe",
    datetime: lambda number: datetime(1900, 1, 1, 0, number, tzinfo=UTC),
}
"""What stands for a value while the SQL is written; nothing that the house itself writes into a question."""
