"""Rows out of the database by COPY, in pieces that end where a row ends; card numbers and keys are taken out of them.

One statement, one snapshot: what is settled while the file is written is in none of it or in all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from customers.known_secrets import opened_secrets
from reporting.exports.columns import Column, Kind
from reporting.exports.copying import copied_rows
from reporting.exports.masking import without_secrets
from reporting.exports.query import Wanted, count_query, rows_query

ROWS_AT_ONCE = 2_000


class Ear(Protocol):
    """Hears how far the file is; raises to stop the writing."""

    def __call__(self, rows: int) -> None: ...


class Mending(Protocol):
    """What a shape cannot hold is rare: a look at some thousand rows at once tells that nothing has to be mended.

    `is_plain` may be wrong in one way only: it may doubt rows that are well. `mended` puts one row right.
    """

    def is_plain(self, piece: bytes, rows: int) -> bool: ...

    def mended(self, row: bytes) -> bytes: ...


class Rows:
    """The rows of an export, asked for in the shape that a writer needs."""

    def __init__(self, wanted: Wanted, ear: Ear) -> None:
        self.wanted = wanted
        self.taken = 0
        self._ear = ear

    def pieces(self, statement: sql.Composable, mending: Mending | None = None, zone: str = "") -> Iterator[bytes]:
        """COPY … TO STDOUT, whole rows at a time; moments are written in `zone`, the shop's unless another is named."""
        secrets = [secret.encode() for secret in opened_secrets()]
        with transaction.atomic(), connection.cursor() as cursor:
            _prepare(cursor, self.wanted, zone)
            with cursor.copy(statement) as copy:
                for rows in _some_at_once(copied_rows(copy)):
                    yield without_secrets(self._piece(rows, mending), secrets)
            _set_zone(cursor, "UTC")

    def _piece(self, rows: Sequence[bytes], mending: Mending | None) -> bytes:
        self.taken += len(rows)
        if len(rows) == ROWS_AT_ONCE:
            self._ear(self.taken)
        piece = b"".join(rows)
        return piece if mending is None or mending.is_plain(piece, len(rows)) else _mended(rows, mending)


def count_rows(wanted: Wanted) -> int | None:
    """How many rows it will be; None where our own code works them out, which shows only with the work."""
    if wanted.subject.fill:
        return None
    with transaction.atomic(), connection.cursor() as cursor:
        _prepare(cursor, wanted)
        cursor.execute(count_query(wanted).as_string(None))
        (found,) = cursor.fetchone()
        _set_zone(cursor, "UTC")
    return int(found)


def copy_csv(
    wanted: Wanted, cell: Callable[[Column], str], name: Callable[[Column], str], more: str = ""
) -> sql.Composed:
    """COPY as CSV: text always in quotes, nothing for NULL. `more` are options of COPY behind a comma."""
    quoted = [sql.Identifier(name(column)) for column in wanted.columns if column.kind in (Kind.TEXT, Kind.CODE)]
    force = sql.SQL(", FORCE_QUOTE ({})").format(sql.SQL(", ").join(quoted)) if quoted else sql.SQL("")
    return sql.SQL("COPY ({}) TO STDOUT WITH (FORMAT csv, ENCODING 'UTF8'{}{})").format(
        rows_query(wanted, cell, name), force, sql.SQL(more)
    )


def _some_at_once(rows: Iterator[bytes]) -> Iterator[list[bytes]]:
    kept: list[bytes] = []
    for row in rows:
        kept.append(row)
        if len(kept) == ROWS_AT_ONCE:
            yield kept
            kept = []
    if kept:
        yield kept


def _mended(rows: Sequence[bytes], mending: Mending) -> bytes:
    return b"".join(row if mending.is_plain(row, 1) else mending.mended(row) for row in rows)


def _prepare(cursor: Any, wanted: Wanted, zone: str = "") -> None:
    cursor.execute("SET LOCAL statement_timeout = 0")
    if wanted.subject.fill:
        wanted.subject.fill(cursor, wanted.period, wanted.where)
    _set_zone(cursor, zone or settings.SHOP_TIME_ZONE)


def _set_zone(cursor: Any, zone: str) -> None:
    """For what the database writes out. Django reads moments in UTC, so that nothing else is asked meanwhile."""
    cursor.execute("SELECT set_config('timezone', %s, true)", [zone])
