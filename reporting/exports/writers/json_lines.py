"""JSON lines: an object a row. Amounts are whole numbers of minor units, moments ISO 8601 with their offset.

The database writes the values as CSV with a backslash before quotes and backslashes, which is how JSON writes them; the
names are set between them here, some thousand rows at once.
"""

from __future__ import annotations

import json
import re
from typing import IO

from django.utils.translation import gettext_lazy as _
from psycopg import sql

from reporting.exports.columns import Column, Kind
from reporting.exports.query import rows_query
from reporting.exports.stream import Rows
from reporting.exports.writer import Writer

BORDER, LINE_END = b"\x02", b"\n"
"""Between two values stands a sign that JSON never holds as it is."""

NUMBERS = (Kind.COUNT, Kind.MONEY, Kind.RATE, Kind.YES_NO)
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_CONTROLS = {bytes([code]): json.dumps(chr(code))[1:-1].encode() for code in range(32)}
_CONTROL = re.compile(rb"[\x00-\x1f]")
_CLASSES = bytes(1 if code < 32 and bytes([code]) not in (BORDER, LINE_END) else 32 for code in range(256))


def write(rows: Rows, file: IO[bytes]) -> None:
    columns = rows.wanted.columns
    names = (b'"%b":%%b' % column.typed_name.encode() for column in columns)
    line = b"{" + b",".join(names) + b"}\n"
    for piece in rows.pieces(_statement(rows), _Escaped(len(columns))):
        values = piece.replace(LINE_END, BORDER).split(BORDER)[:-1]
        file.write(line * (len(values) // len(columns)) % tuple(values))


def _statement(rows: Rows) -> sql.Composed:
    strings = [column.typed_name for column in rows.wanted.columns if column.kind not in NUMBERS]
    force = sql.SQL(", FORCE_QUOTE ({})").format(sql.SQL(", ").join(map(sql.Identifier, strings)))
    return sql.SQL(
        "COPY ({}) TO STDOUT WITH (FORMAT csv, DELIMITER E'\\x02', ESCAPE E'\\\\', NULL 'null', ENCODING 'UTF8'{})"
    ).format(
        rows_query(rows.wanted, Column.json_sql, lambda column: column.typed_name), force if strings else sql.SQL("")
    )


class _Escaped:
    """Control characters within text, which CSV leaves as they are."""

    def __init__(self, width: int) -> None:
        self._borders = width - 1

    def is_plain(self, piece: bytes, rows: int) -> bool:
        if b"\x01" in piece.translate(_CLASSES):
            return False
        return piece.count(BORDER) == rows * self._borders and piece.count(LINE_END) == rows

    def mended(self, row: bytes) -> bytes:
        return _STRING.sub(lambda string: _CONTROL.sub(lambda sign: _CONTROLS[sign[0]], string[0]), row)


WRITER = Writer(
    "jsonl",
    _("JSON lines"),
    _("For programs. Amounts are whole numbers of minor units."),
    "jsonl",
    "application/x-ndjson",
    write,
)
