"""Rows out of the database by COPY, in pieces that end where a row ends; card numbers and keys are taken out of them.

One statement, one snapshot: what is settled while the file is written is in none of it or in all of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from customers.card_numbers import mask_card_numbers
from customers.known_secrets import opened_secrets
from reporting.exports.columns import Column, Kind
from reporting.exports.query import Wanted, count_query, rows_query

ROWS_AT_ONCE = 2_000
_SUSPICIOUS = re.compile(rb"(?<!\d)\d(?:[ .-]?\d){12,}|\xe2\x80[\x87\x89\x90-\x94\xaf]\d|\xc2\xa0\d|[rs]k_|whsec_|eyJ")
_KEYS = re.compile(r"\b(?:sk|rk)_[A-Za-z0-9_]{6,}|\bwhsec_[A-Za-z0-9+/=_-]{6,}|\beyJ[\w-]+\.[\w-]+(?:\.[\w-]+)?")
REMOVED = "[removed]"


class Ear(Protocol):
    """Hears how far the file is; raises to stop the writing."""

    def __call__(self, rows: int) -> None: ...


class Rows:
    """The rows of an export, asked for in the shape that a writer needs."""

    def __init__(self, wanted: Wanted, ear: Ear) -> None:
        self.wanted = wanted
        self.taken = 0
        self._ear = ear

    def pieces(self, statement: sql.Composable) -> Iterator[bytes]:
        """COPY … TO STDOUT, whole rows at a time."""
        secrets = [secret.encode() for secret in opened_secrets()]
        with transaction.atomic(), connection.cursor() as cursor:
            _prepare(cursor, self.wanted)
            with cursor.copy(statement) as copy:
                yield from self._pieces(copy, secrets)
            _set_zone(cursor, "UTC")

    def _pieces(self, copy: Any, secrets: list[bytes]) -> Iterator[bytes]:
        kept: list[bytes] = []
        for row in copy:
            kept.append(bytes(row))
            if len(kept) == ROWS_AT_ONCE:
                yield self._piece(kept, secrets)
                kept = []
        if kept:
            yield self._piece(kept, secrets)

    def _piece(self, rows: list[bytes], secrets: list[bytes]) -> bytes:
        self.taken += len(rows)
        if len(rows) == ROWS_AT_ONCE:
            self._ear(self.taken)
        return without_secrets(b"".join(rows), secrets)


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
    wanted: Wanted, cell: Callable[[Column], str], name: Callable[[Column], str], *, header: bool
) -> sql.Composed:
    """COPY as CSV: text always in quotes, nothing for NULL."""
    quoted = [sql.Identifier(name(column)) for column in wanted.columns if column.kind in (Kind.TEXT, Kind.CODE)]
    force = sql.SQL(", FORCE_QUOTE ({})").format(sql.SQL(", ").join(quoted)) if quoted else sql.SQL("")
    return sql.SQL("COPY ({}) TO STDOUT WITH (FORMAT csv, HEADER {}, ENCODING 'UTF8'{})").format(
        rows_query(wanted, cell, name), sql.SQL("true" if header else "false"), force
    )


def without_secrets(piece: bytes, secrets: list[bytes]) -> bytes:
    """Take card numbers and keys out of a piece; most pieces hold nothing that looks like one and pass as they are."""
    for secret in secrets:
        if secret in piece:
            piece = piece.replace(secret, REMOVED.encode())
    if not _SUSPICIOUS.search(piece):
        return piece
    return "\n".join(_KEYS.sub(REMOVED, mask_card_numbers(line)) for line in piece.decode().split("\n")).encode()


def _prepare(cursor: Any, wanted: Wanted) -> None:
    cursor.execute("SET LOCAL statement_timeout = 0")
    if wanted.subject.fill:
        wanted.subject.fill(cursor, wanted.period, wanted.where)
    _set_zone(cursor, settings.SHOP_TIME_ZONE)


def _set_zone(cursor: Any, zone: str) -> None:
    """For what the database writes out. Django reads moments in UTC, so that nothing else is asked meanwhile."""
    cursor.execute("SELECT set_config('timezone', %s, true)", [zone])
