"""Rows that only our own code can work out: laid into a temporary table some thousand at a time, then streamed from it.

The table is gone with the transaction. Between two portions nothing of ours holds the connection, so that the code that
works the rows out may ask over it as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from psycopg import sql

TABLE = "export_rows"
AT_ONCE = 2_000


def lay_down(cursor: Any, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]) -> None:
    """Make the table of these columns (name, type), numbered in the order of the rows, and fill it."""
    named = [sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind)) for name, kind in columns]
    cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
    cursor.execute(
        sql.SQL("CREATE TEMPORARY TABLE {} (number bigserial, {}) ON COMMIT DROP").format(
            sql.Identifier(TABLE), sql.SQL(", ").join(named)
        )
    )
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(TABLE), sql.SQL(", ").join(sql.Identifier(name) for name, _kind in columns)
    )
    waiting = iter(rows)
    while portion := list(islice(waiting, AT_ONCE)):
        with cursor.copy(into) as copy:
            for row in portion:
                copy.write_row(row)
