"""Rows of a worksheet as XML, some thousand at once: text from the database, set into one pattern for all of them.

A cell at a time would take thirty times as long. Cells are as ECMA-376 part 1, 18.3.1.4 has them, with their reference;
text stands in the cell itself, typed as text, so that nothing in it is a formula.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import repeat

from psycopg import sql
from xlsxwriter.utility import xl_col_to_name

from reporting.exports import cells
from reporting.exports.columns import Column, Kind, count
from reporting.exports.query import Wanted, rows_query
from reporting.exports.workbook import KIND_LOOKS, MONEY_LOOKS

BORDER, ROW_NUMBER = b"\x02", b"\x03"
"""Signs that no text has any more when it gets here: between two cells, and where the number of the row comes."""

_OTHERS = bytes(code for code in range(32) if code not in (2, 10))
_CLASSES = bytes(1 if code in (*_OTHERS, ord("\\")) else 32 for code in range(256))
_NO_SIGNS, _THEIR_BEGIN = (b"\xef\xbf\xbe", b"\xef\xbf\xbf"), b"\xef\xbf"
"""U+FFFE and U+FFFF, which XML cannot hold (XML 1.0, 2.2)."""

DAY_0 = date(1899, 12, 30)
"""So days since March 1900 come out as every program counts them (ECMA-376 part 1, 18.17.4.1)."""

_LIKE_A_CODE = re.compile(rb"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
_SPACES = {b"n": b" ", b"r": b" ", b"t": b" ", b"\\": b"\\"}


def copy_cells(wanted: Wanted) -> sql.Composed:
    """COPY as text, nothing for NULL; behind the columns stand the digits of each currency that amounts are in."""
    digits = [
        count(f"digits_{number}", "", cells.digits_sql(currency))
        for number, currency in enumerate(_currencies(wanted.columns))
    ]
    inner = rows_query(
        replace(wanted, columns=[*wanted.columns, *digits]),
        lambda column: column.sql if column in digits else column.sheet_sql(),
        lambda column: column.name,
    )
    return sql.SQL("COPY ({}) TO STDOUT WITH (FORMAT text, DELIMITER E'\\x02', NULL '', ENCODING 'UTF8')").format(inner)


class SheetRows:
    """The rows of one workbook. `looks` are the numbers of its styles by their pattern."""

    def __init__(self, columns: Sequence[Column], looks: Mapping[str, bytes]) -> None:
        currencies = _currencies(columns)
        self._width = len(columns) + len(currencies)
        self._patterns = [_patterns(xl_col_to_name(place), column, looks) for place, column in enumerate(columns)]
        self._digits = [
            slice(len(columns) + currencies.index(column.currency), None, self._width) if column.currency else None
            for column in columns
        ]
        self._hidden = b"%.0b" * len(currencies)
        self._moments = [
            slice(place, None, self._width) for place, column in enumerate(columns) if column.kind == Kind.MOMENT
        ]
        self._serial = _Serial()

    def is_plain(self, piece: bytes, rows: int) -> bool:
        if b"\x01" in piece.translate(_CLASSES) or b"_x" in piece:
            return False
        if not piece.isascii() and _THEIR_BEGIN in piece:
            return False
        return piece.count(BORDER) == rows * (self._width - 1) and piece.count(b"\n") == rows

    def mended(self, row: bytes) -> bytes:
        """Without control characters; line ends and tabs become spaces (as customers.sheets has it)."""
        text = _ESCAPED.sub(lambda sign: _SPACES.get(sign[1], b""), row.removesuffix(b"\n")).translate(None, _OTHERS)
        for sign in _NO_SIGNS:
            text = text.replace(sign, b"")
        return _LIKE_A_CODE.sub(b"_x005F_", text) + b"\n"

    def xml(self, piece: bytes, first_row: int) -> bytes:
        """The rows of a piece, the first of them with this number."""
        text = piece.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
        values = text.replace(b"\n", BORDER).split(BORDER)[:-1]
        for moments in self._moments:
            values[moments] = map(self._serial.of, values[moments])
        numbers = [b"%d" % number for number in range(first_row, first_row + len(values) // self._width)]
        may_be_empty = _has_empty(text)
        row = b"".join(self._around(place, values, numbers, may_be_empty) for place in range(len(self._patterns)))
        row = b'<row r="\x03">%b%b</row>' % (row, self._hidden)
        return b"".join(row.replace(ROW_NUMBER, number) for number in numbers) % tuple(values)

    def _around(self, place: int, values: list[bytes], numbers: list[bytes], may_be_empty: bool) -> bytes:
        """What stands around each value of a column. Where that differs by row, it is written around them here."""
        mine, digits, patterns = slice(place, None, self._width), self._digits[place], self._patterns[place]
        kinds = values[digits] if digits else []
        found = values[mine]
        if len(different := set(kinds) or {b""}) == 1 and not (may_be_empty and b"" in found):
            return patterns[different.pop()]
        values[mine] = [
            patterns[kind].replace(ROW_NUMBER, number) % value if value else b""
            for kind, value, number in zip(kinds or repeat(b""), found, numbers, strict=False)
        ]
        return b"%b"


class _Serial:
    """Moments as workbooks count them, in days since day 0. As such a number one would look like a card's number."""

    def __init__(self) -> None:
        self._days: dict[bytes, bytes] = {b"": b""}
        self._parts: dict[bytes, bytes] = {b"": b""}

    def of(self, moment: bytes) -> bytes:
        """2026-10-14 14:00:00 is 46309.583333333336; nothing is nothing."""
        day, part = moment[:10], moment[10:]
        if day not in self._days:
            self._days[day] = b"%d" % (date.fromisoformat(day.decode()) - DAY_0).days
        if part not in self._parts:
            self._parts[part] = _part_of_a_day(part.decode())
        return self._days[day] + self._parts[part]


def _part_of_a_day(clock: str) -> bytes:
    seconds = int(clock[1:3]) * 3600 + int(clock[4:6]) * 60 + int(clock[7:9])
    return f"{seconds / 86_400:.12f}"[1:].encode()


def _currencies(columns: Sequence[Column]) -> list[str]:
    return list(dict.fromkeys(column.currency for column in columns if column.currency))


def _patterns(letters: str, column: Column, looks: Mapping[str, bytes]) -> dict[bytes, bytes]:
    """The cell of a column with room for its value; of an amount by the digits of its currency."""
    place = f'<c r="{letters}\x03"'.encode()
    if column.kind == Kind.MONEY:
        return {b"%d" % digits: _number(place, looks[look]) for digits, look in enumerate(MONEY_LOOKS)}
    if column.kind in KIND_LOOKS:
        return {b"": _number(place, looks[KIND_LOOKS[column.kind]])}
    if column.kind == Kind.YES_NO:
        return {b"": place + b' t="b"><v>%b</v></c>'}
    spaces = b' xml:space="preserve"' if column.kind == Kind.TEXT else b""
    return {b"": place + b' t="inlineStr"><is><t%b>%%b</t></is></c>' % spaces}


def _number(place: bytes, look: bytes) -> bytes:
    return place + b' s="%b"><v>%%b</v></c>' % look


def _has_empty(text: bytes) -> bool:
    beside = (BORDER + BORDER, BORDER + b"\n", b"\n" + BORDER, b"\n\n")
    return text.startswith((BORDER, b"\n")) or any(two in text for two in beside)
