"""Rows of a COPY … TO STDOUT as libpq hands them out: the database writes while we take, and nothing is held back."""

from __future__ import annotations

import select
from collections.abc import Iterator
from typing import Any

from psycopg import pq
from psycopg.errors import error_from_result


def copied_rows(copy: Any) -> Iterator[bytes]:
    """Each row with its line end. Raises what the database raised, also in the middle.

    The loop of psycopg's own Copy.read() without its generator for each row, which costs more than the row. Rows are
    bytes, not views: thousands of views at once set the garbage collector to work, which costs six times the row.
    """
    line: pq.abc.PGconn = copy.connection.pgconn
    waiting = select.poll()
    waiting.register(line.socket, select.POLLIN)
    while True:
        size, row = line.get_copy_data(1)
        if size > 0:
            yield bytes(row)
        elif size == 0:
            waiting.poll()
            line.consume_input()
        else:
            break
    _end(line)


def _end(line: pq.abc.PGconn) -> None:
    """Hear how it ended, so that the connection is free for the next statement."""
    while (result := line.get_result()) is not None:
        if result.status != pq.ExecStatus.COMMAND_OK:
            raise error_from_result(result, encoding="utf-8")
