"""Whatever stands in a cell, no program that opens the table calculates with it."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from customers.sheets import as_csv, as_xlsx

HOSTILE = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\x00=1", "＝1+1", "＋1", "－1", "＠x", " =1", '"=1', "'=1",
    "  \t=cmd|' /C calc'!A0", '=HYPERLINK("http://x")', "=WEBSERVICE(1)", "a;=1", 'a","=1', "a\n=1",
]  # fmt: skip
SIGNS = tuple("=+-@\t\r\n\x00＝＋－＠")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_csv_cell_begins_like_a_formula_and_every_row_stays_one_row(text):
    written = "".join(as_csv(["a", "b", "c"], [[text, 5, None]]))
    rows = list(csv.reader(io.StringIO(written.removeprefix("\ufeff"))))
    assert len(rows) == 2 and len(rows[1]) == 3
    assert not rows[1][0].lstrip(" '\"").startswith(SIGNS) or rows[1][0].startswith("'")
    assert rows[1][1:] == ["5", ""]


@pytest.mark.parametrize("text", HOSTILE)
def test_every_xlsx_cell_is_text_or_a_whole_number(text):
    book = load_workbook(io.BytesIO(as_xlsx(["a", "b"], [[text, 7]], "RF" * 40)))
    sheet = book.active
    assert (sheet["A2"].data_type, sheet["B2"].value) == ("s", 7)
