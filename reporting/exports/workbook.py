"""All of a workbook but its rows, as XlsxWriter makes it: parts, styles, the head of each sheet."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import IO
from zipfile import ZipFile

import xlsxwriter

from reporting.exports.columns import Column, Kind

WIDTHS = {Kind.MOMENT: 19, Kind.DAY: 11, Kind.MONEY: 14, Kind.COUNT: 9, Kind.RATE: 9}
USUAL_WIDTH = 18
MONEY_LOOKS = ["#,##0", *(f"#,##0.{'0' * digits}" for digits in range(1, 5))]
"""By the digits of the currency."""

KIND_LOOKS = {Kind.DAY: "yyyy-mm-dd", Kind.MOMENT: "yyyy-mm-dd hh:mm:ss", Kind.RATE: "0.###", Kind.COUNT: "0"}
LOOKS = [*MONEY_LOOKS, *KIND_LOOKS.values()]
SHEET = "xl/worksheets/sheet%d.xml"

_SAMPLE = re.compile(rb'<c r="[A-Z]+2" s="([0-9]+)">')
_SIZE = re.compile(rb"<dimension [^>]*/>")


class Workbook:
    """`looks` are the numbers of the styles by their pattern. A sheet is its `head`, rows, and `tail`."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        made = self.made(2)
        sheets = [made.read(SHEET % number) for number in (1, 2)]
        self.looks = dict(zip(LOOKS, _SAMPLE.findall(sheets[0]), strict=True))
        self._heads = [_SIZE.sub(b"", sheet[: sheet.index(b'<row r="2"')]) for sheet in sheets]
        self.tail = sheets[0][sheets[0].index(b"</sheetData>") :]

    def head(self, number: int) -> bytes:
        """The first sheet is the one that is shown when the workbook is opened."""
        return self._heads[min(number, 2) - 1]

    def made(self, sheets: int) -> ZipFile:
        """A workbook of so many sheets. Their second row has a number in each look, to learn the styles' numbers."""
        kept = io.BytesIO()
        with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
            bold = book.add_format({"bold": True})
            looks = [book.add_format({"num_format": pattern}) for pattern in LOOKS]
            for _number in range(sheets):
                sheet = book.add_worksheet()
                for place, column in enumerate(self._columns):
                    sheet.set_column(place, place, WIDTHS.get(column.kind, USUAL_WIDTH))
                    sheet.write_string(0, place, str(column.label), bold)
                for place, look in enumerate(looks):
                    sheet.write_number(1, place, 0, look)
                sheet.freeze_panes(1, 0)
        return ZipFile(kept)


class Sheets:
    """The sheets on their way into the archive, one after the other, and in the end all that is around them."""

    def __init__(self, archive: ZipFile, book: Workbook) -> None:
        self._archive, self._book = archive, book
        self._count = 0
        self._sheet = self._begun()

    def write(self, xml: bytes) -> None:
        self._sheet.write(xml)

    def turn(self) -> None:
        """Go on on a new sheet."""
        self._end()
        self._sheet = self._begun()

    def finish(self) -> None:
        self._end()
        made = self._book.made(self._count)
        for name in made.namelist():
            if not name.startswith(SHEET.partition("%")[0]):
                self._archive.writestr(name, made.read(name))

    def _begun(self) -> IO[bytes]:
        self._count += 1
        sheet = self._archive.open(SHEET % self._count, "w")
        sheet.write(self._book.head(self._count))
        return sheet

    def _end(self) -> None:
        self._sheet.write(self._book.tail)
        self._sheet.close()
