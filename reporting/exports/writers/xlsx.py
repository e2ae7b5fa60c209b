"""XLSX with typed cells: amounts are numbers in the digits of their currency, days and moments are dates, text is text.

A sheet holds 1,048,576 rows; what is more goes on on the next one. Rows are written away as they come.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext_lazy as _

from reporting.exports import cells
from reporting.exports.columns import Column, Kind
from reporting.exports.stream import Rows, copy_csv
from reporting.exports.writer import Writer

SHEET_ROWS = 1_048_575
MOST_ROWS = 3 * SHEET_ROWS
WIDTHS = {Kind.MOMENT: 19, Kind.DAY: 11, Kind.MONEY: 14, Kind.COUNT: 9, Kind.RATE: 9}
USUAL_WIDTH = 18
FORMATS = {Kind.DAY: "yyyy-mm-dd", Kind.MOMENT: "yyyy-mm-dd hh:mm:ss", Kind.RATE: "0.###", Kind.COUNT: "0"}
_EPOCH = date(1899, 12, 30)
"""Day 0 of a workbook: so the days since March 1900 come out as every program counts them (ECMA-376 18.17.4.1)."""


def write(rows: Rows, file: IO[bytes]) -> None:
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    columns = rows.wanted.columns
    with xlsxwriter.Workbook(file, options) as book:
        looks = _Looks(book)
        sheet, number = _sheet(book, rows, looks), 0
        for line in _lines(rows):
            if number == SHEET_ROWS:
                sheet, number = _sheet(book, rows, looks), 0
            number += 1
            for place, column in enumerate(columns):
                cell = line[place]
                if cell:
                    _put(sheet, number, place, column.kind, cell, looks)


def _sheet(book: Any, rows: Rows, looks: _Looks) -> Any:
    sheet = book.add_worksheet()
    for place, column in enumerate(rows.wanted.columns):
        sheet.set_column(place, place, WIDTHS.get(column.kind, USUAL_WIDTH))
        sheet.write_string(0, place, str(column.label), looks.head)
    sheet.freeze_panes(1, 0)
    return sheet


def _lines(rows: Rows) -> Iterator[Sequence[str]]:
    statement = copy_csv(rows.wanted, _cell, lambda column: column.name, header=False)
    for piece in rows.pieces(statement):
        yield from csv.reader(io.StringIO(piece.decode(), newline=""))


def _cell(column: Column) -> str:
    """As the reader below takes it: text without what XML cannot hold; typed as text it needs no apostrophe."""
    if column.kind == Kind.TEXT:
        return cells.printable_sql(column.sql)
    if column.kind == Kind.MOMENT:
        return f"date_trunc('second', {column.sql})::timestamp"
    return column.plain_sql()


def _put(sheet: Any, number: int, place: int, kind: Kind, cell: str, looks: _Looks) -> None:
    if kind == Kind.MONEY:
        sheet.write_number(number, place, float(cell), looks.money(len(cell.partition(".")[2])))
    elif kind in (Kind.COUNT, Kind.RATE):
        sheet.write_number(number, place, float(cell), looks.of(kind))
    elif kind == Kind.DAY:
        sheet.write_number(number, place, _day(cell), looks.of(kind))
    elif kind == Kind.MOMENT:
        sheet.write_number(number, place, _moment(cell), looks.of(kind))
    elif kind == Kind.YES_NO:
        sheet.write_boolean(number, place, cell == "t")
    else:
        sheet.write_string(number, place, cell)


@cache
def _day(text: str) -> int:
    return (date.fromisoformat(text) - _EPOCH).days


def _moment(text: str) -> float:
    """Days since the workbook's day 0; the text is local time of the shop, as ISO 8601."""
    hours, minutes, seconds = int(text[11:13]), int(text[14:16]), int(text[17:19])
    return _day(text[:10]) + (hours * 3600 + minutes * 60 + seconds) / 86_400


class _Looks:
    """The formats of one workbook."""

    def __init__(self, book: Any) -> None:
        self.head = book.add_format({"bold": True})
        self._kinds = {kind: book.add_format({"num_format": pattern}) for kind, pattern in FORMATS.items()}
        self._money = [
            book.add_format({"num_format": f"#,##0.{'0' * digits}" if digits else "#,##0"}) for digits in range(5)
        ]

    def of(self, kind: Kind) -> Any:
        return self._kinds[kind]

    def money(self, digits: int) -> Any:
        return self._money[digits]


WRITER = Writer(
    "xlsx",
    "XLSX",
    _("For spreadsheets. Amounts are numbers, days are dates."),
    "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    write,
    most_rows=MOST_ROWS,
)
