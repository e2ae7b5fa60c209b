"""Reading a file record by record: CSV or JSON lines. A broken record is told with its row and the rest goes on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from customers.errors import BadInput
from customers.strict_json import read_object

LONGEST_FIELD = 1024 * 1024
DELIMITERS = ",;\t"
JSON_ENDINGS = (".jsonl", ".ndjson", ".json")

Record = Mapping[str, Any]


class SourceFile:
    """A file of payments. Rows are counted as a spreadsheet shows them: the header of a CSV file is row 1."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = path.stat().st_size
        self.names: list[str] = []
        self._raw: IO[bytes] = path.open("rb")
        self.is_json = self._looks_like_json()
        if not self.is_json:
            self._reader = self._csv_reader()

    @property
    def done(self) -> float:
        """How much was read, from 0 to 1."""
        return min(self._raw.tell() / self.size, 1) if self.size else 1

    def records(self) -> Iterator[tuple[int, Record | BadInput]]:
        """Each record with its row, or what is wrong with it."""
        return self._json_records() if self.is_json else self._csv_records()

    def close(self) -> None:
        self._raw.close()

    def _looks_like_json(self) -> bool:
        start = self._raw.peek(4)[:4] if hasattr(self._raw, "peek") else b""
        if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise BadInput(_("The file is UTF-16. Save it as UTF-8."), "not_utf8")
        if self.path.suffix.lower() in JSON_ENDINGS or start.removeprefix(b"\xef\xbb\xbf")[:1] == b"{":
            self.names = list(self._first_object())
            return True
        return False

    def _first_object(self) -> Record:
        line = self._raw.readline(LONGEST_FIELD).removeprefix(b"\xef\xbb\xbf")
        self._raw.seek(0)
        try:
            return read_object(line)
        except BadInput:
            return {"gateway_reference": "", "captured_minor": ""}  # the row itself will be told as broken

    def _json_records(self) -> Iterator[tuple[int, Record | BadInput]]:
        row = 0
        while line := self._raw.readline(LONGEST_FIELD + 1):
            row += 1
            whole = len(line) <= LONGEST_FIELD
            while not whole and line and not line.endswith(b"\n"):
                line = self._raw.readline(LONGEST_FIELD)
            if not whole:
                yield row, BadInput(_("The row is longer than 1 MB."), "row_too_long")
            elif line.strip():
                yield row, _read_object(line.removeprefix(b"\xef\xbb\xbf") if row == 1 else line)

    def _csv_reader(self) -> Any:
        csv.field_size_limit(LONGEST_FIELD)
        text = io.TextIOWrapper(self._raw, encoding="utf-8-sig", errors="surrogateescape", newline="")
        header = text.readline(LONGEST_FIELD)
        delimiter = max(DELIMITERS, key=header.count)
        self.names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter), [])]
        if len(set(self.names)) != len(self.names):
            raise BadInput(_("A column stands there twice."), "column_twice")
        return csv.reader(text, delimiter=delimiter)

    def _csv_records(self) -> Iterator[tuple[int, Record | BadInput]]:
        row = 1
        while True:
            row += 1
            try:
                cells = next(self._reader, None)
            except csv.Error as trouble:
                yield row, BadInput(_("The row cannot be read: %s") % trouble, "bad_row")
                continue
            if cells is None:
                return
            if cells:
                yield row, self._record(cells)

    def _record(self, cells: list[str]) -> Record | BadInput:
        if len(cells) != len(self.names):
            counts = {"cells": len(cells), "names": len(self.names)}
            return BadInput(_("The row has %(cells)d cells where the header has %(names)d.") % counts, "bad_row")
        return dict(zip(self.names, cells, strict=True))


def _read_object(line: bytes) -> Record | BadInput:
    try:
        return read_object(line)
    except BadInput as refusal:
        return refusal
