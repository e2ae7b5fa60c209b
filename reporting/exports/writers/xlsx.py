"""XLSX with typed cells: amounts are numbers in the digits of their currency, days and moments are dates, text is text.

A sheet holds 1,048,576 rows; what is more goes on on the next one. XlsxWriter makes the workbook, its styles and heads
(reporting.exports.workbook); the rows are written by reporting.exports.sheet_rows and packed in a thread beside that.
"""

from __future__ import annotations

from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.translation import gettext_lazy as _

from reporting.exports.beside import Beside
from reporting.exports.sheet_rows import SheetRows, copy_cells
from reporting.exports.stream import Rows
from reporting.exports.workbook import Sheets, Workbook
from reporting.exports.writer import Writer

SHEET_ROWS = 1_048_576
SHEET_BYTES = 2_000_000_000
"""Past two gigabytes an archive needs another layout, which not every reader of workbooks knows."""

MOST_ROWS = 3 * SHEET_ROWS
QUICKLY = 1
"""How hard the archive tries. The rows are much alike: trying harder takes twice as long for little."""


def write(rows: Rows, file: IO[bytes]) -> None:
    book = Workbook(rows.wanted.columns)
    cells = SheetRows(rows.wanted.columns, book.looks)
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=QUICKLY) as archive:
        sheets = Sheets(archive, book)
        with Beside() as beside:
            next_row, size = 2, 0
            for piece in rows.pieces(copy_cells(rows.wanted), cells):
                count = piece.count(b"\n")
                if next_row + count - 1 > SHEET_ROWS or size > SHEET_BYTES:
                    beside(sheets.turn)
                    next_row, size = 2, 0
                xml = cells.xml(piece, next_row)
                beside(sheets.write, xml)
                next_row, size = next_row + count, size + len(xml)
        sheets.finish()


WRITER = Writer(
    "xlsx",
    "XLSX",
    _("For spreadsheets. Amounts are numbers, days are dates."),
    "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    write,
    most_rows=MOST_ROWS,
)
