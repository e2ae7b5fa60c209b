"""Tables for people's own programs, CSV and XLSX, in which no cell can become a formula.

A CSV cell that a spreadsheet would take for a formula gets an apostrophe in front (ASVS 5.0 1.2.10, and the full-width
twins of the signs); an XLSX cell is typed as text, so its words stay as they are. Numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

import xlsxwriter

SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫"
"""What begins a formula, with its full-width and small twins."""

FORMULA_SIGNS = (*SIGNS, "\t", "\r", "\n", "\x00")
BYTE_ORDER_MARK = "\ufeff"
"""Without it, spreadsheets read CSV in the alphabet of the machine."""

Cell = str | int | Decimal | None
Rows = Iterable[Sequence[Cell]]


def as_csv(headers: Sequence[str], rows: Rows) -> Iterator[str]:
    """Write the table line by line."""
    yield BYTE_ORDER_MARK + _line([str(header) for header in headers])
    for row in rows:
        yield _line([harmless(cell) for cell in row])


def as_xlsx(headers: Sequence[str], rows: Rows, name: str) -> bytes:
    """Write the table as a workbook of one sheet; `name` is cut to the 31 characters that a sheet may have."""
    kept = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(kept, options) as book:
        sheet = book.add_worksheet(name[:31])
        head = book.add_format({"bold": True})
        for column, header in enumerate(headers):
            sheet.write_string(0, column, str(header), head)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, int | Decimal):
                    sheet.write_number(number, column, cell)
                else:
                    sheet.write_string(number, column, _printable(cell or ""))
        sheet.freeze_panes(1, 0)
    return kept.getvalue()


def harmless(cell: Cell) -> Cell:
    """The cell as a CSV may hold it: numbers as they are, text that looks like a formula behind an apostrophe."""
    if not isinstance(cell, str):
        return cell
    text = _printable(cell)
    looks_like_one = cell.startswith(FORMULA_SIGNS) or text.lstrip(" '\"").startswith(FORMULA_SIGNS)
    return f"'{text}" if looks_like_one else text


def _printable(text: str) -> str:
    """Without the control characters that neither format can hold; line ends become spaces."""
    return "".join(" " if sign in "\r\n\t" else sign for sign in text if sign >= " " or sign in "\r\n\t")


def _line(cells: Sequence[Cell]) -> str:
    kept = io.StringIO()
    csv.writer(kept, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n").writerow(
        ["" if cell is None else cell for cell in cells]
    )
    return kept.getvalue()
