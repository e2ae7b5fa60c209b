"""Long papers: every row once and in order, each page with its number among all, the same bytes again."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from pypdf import PdfReader

from customers.documents.glyphs import width_of
from customers.documents.long_paper import print_long_paper
from customers.documents.render import NotPrinted, bind, print_side_by_side
from customers.documents.rows import ACROSS_PX, FONT_PX, Column, set_row
from customers.documents.sheets import Row, Section, fill_sheets, pieces_of

pytestmark = pytest.mark.django_db

COLUMNS = [Column("Number", 120), Column("Words", ACROSS_PX - 220), Column("Amount", 100, is_number=True)]


def section(count: int, note: str = "") -> Section:
    def rows() -> Iterator[Row]:
        for n in range(count):
            yield Row([f"RF-{n:06d}", "Some words", f"{n}.00 EUR"], [note] if note and n % 7 == 0 else [])

    return Section("Refunds", COLUMNS, rows, "None.", [("Together", "1.00 EUR")])


def printed(count: int, note: str = "", told=None) -> bytes:
    context = {"paper_title": "A long one", "paper_foot": "Foot", "kind": "period", "language": "en"}
    return print_long_paper("pdf/statement.html", context, [section(count, note)], 900, told)


def test_three_hundred_pages_worth_of_rows_are_there_once_and_the_numbers_go_through():
    heard: list[tuple[int, int]] = []
    pages = PdfReader(io.BytesIO(pdf := printed(1234, "A note", lambda done, of: heard.append((done, of))))).pages
    text = [page.extract_text() for page in pages]
    rows = [line[:9] for page in text for line in page.splitlines() if line.startswith("RF-")]
    assert rows == [f"RF-{n:06d}" for n in range(1234)]
    assert all(f"{n} / {len(pages)}" in said for n, said in enumerate(text, start=1))
    assert all("Amount" in said for said in text[1:]), "the heads stand above on each page"
    assert heard[0] == (1, len(pages)) and heard[-1] == (len(pages), len(pages))
    assert pdf == printed(1234, "A note")


def test_a_short_one_stays_on_its_front_page():
    (page,) = PdfReader(io.BytesIO(printed(3))).pages
    assert "RF-000002" in page.extract_text() and "1 / 1" in page.extract_text()


def test_what_a_column_does_not_hold_stands_below_it_in_full():
    line, left = set_row(COLUMNS[:1], ["x" * 100])
    assert line.strip("\u2007\u2008\u2009\u200a").endswith("…") and left == [f"Number: {'x' * 100}"]
    line, left = set_row(COLUMNS[:1], ["山田太郎"])
    assert "山" not in line and left == ["Number: 山田太郎"]


@pytest.mark.parametrize("amount", ["0.07 EUR", "\u22121,234,567.89 EUR", "12 JPY", "9.999,00 USD"])
def test_an_amount_ends_at_the_edge_of_its_column(amount):
    line, _left = set_row([COLUMNS[2]], [amount])
    assert abs((width_of(line) or 0) * FONT_PX - 100) < 0.5


def test_markup_and_marks_of_direction_in_rows_are_words():
    row = Row(["<b>x</b>", "a\u202eb\x00\nc&", "1.00 EUR"], ["</pre><script>"])
    (sheet,) = fill_sheets(pieces_of(Section("<i>", COLUMNS, lambda: [row], "", ())))
    for bad in ("<b>x", "<script>", "<i>", "\u202e", "\x00"):
        assert bad not in sheet
    assert "&lt;b&gt;x" in sheet and "a b c&amp;" in sheet


def test_a_part_with_another_number_of_pages_is_not_bound():
    parts = list(print_side_by_side(["<p>one", "<p>two"]))
    with pytest.raises(NotPrinted, match="instead of"):
        bind(parts, [1, 2])
