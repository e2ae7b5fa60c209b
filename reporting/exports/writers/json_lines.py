"""JSON lines: an object a row. Amounts are whole numbers of minor units, moments ISO 8601 with their offset."""

from __future__ import annotations

from operator import attrgetter
from typing import IO

from django.utils.translation import gettext_lazy as _
from psycopg import sql

from reporting.exports.query import rows_query
from reporting.exports.stream import Rows
from reporting.exports.writer import Writer


def write(rows: Rows, file: IO[bytes]) -> None:
    inner = rows_query(rows.wanted, attrgetter("sql"), attrgetter("typed_name"))
    # JSON holds no control characters, so that these two can stand for a quote and a border that never come
    statement = sql.SQL(
        "COPY (SELECT row_to_json(whole_row) FROM ({}) AS whole_row)"
        " TO STDOUT WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02', ENCODING 'UTF8')"
    ).format(inner)
    for piece in rows.pieces(statement):
        file.write(piece)


WRITER = Writer(
    "jsonl",
    _("JSON lines"),
    _("For programs. Amounts are whole numbers of minor units."),
    "jsonl",
    "application/x-ndjson",
    write,
)
