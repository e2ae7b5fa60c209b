"""A long paper, page by page: how many rows each page holds is counted here, so that parts of it can be printed apart.

All heights are tenths of a millimetre and stand in templates/pdf/rows.css as well; a part that comes out with another
number of pages than was counted here is not bound (customers.documents.binding).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

from customers.documents.glyphs import plain_line, width_of
from customers.documents.rows import FONT_PX, Column, set_heads, set_row

SHEET, TITLE, HEADS, LINE, GROUP, TOTAL, EMPTY = 2540, 130, 60, 44, 12, 54, 60
ROWS_IN_GROUP = 5
UNKNOWN_EMS = 1.6
"""As wide as the widest sign of a script that the fonts do not have is taken to be."""

SHEETS_IN_PART = 10


@dataclass(frozen=True, slots=True)
class Row:
    """Cells as they are read; `notes` are said below it, `marked` rows stand out."""

    cells: Sequence[str]
    notes: Sequence[str] = ()
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the paper. `rows` gives them afresh each time; `totals` are a sentence and an amount each."""

    title: str
    columns: Sequence[Column]
    rows: Callable[[], Iterable[Row]]
    empty: str
    totals: Sequence[tuple[str, str]] = field(default=())


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that is never broken between two pages. `follows` is the section whose heads stand above it."""

    html: str
    height: int
    follows: Section | None = None


def pieces_of(section: Section) -> Iterator[Piece]:
    """A section from its title to its totals; the title never stands alone at the end of a page."""
    groups = _groups(section)
    first = next(groups, None)
    title = f"<h2>{escape(section.title)}</h2>"
    if first is None:
        yield Piece(f'{title}<p class="none">{escape(section.empty)}</p>', TITLE + EMPTY)
        return
    yield Piece(title + heads_of(section) + first.html, TITLE + HEADS + first.height)
    yield from groups
    for words, amount in section.totals:
        yield Piece(_total(section, words, amount), TOTAL, section)


def heads_of(section: Section) -> str:
    return f'<pre class="heads">{escape(set_heads(section.columns))}</pre>'


def fill_sheets(pieces: Iterable[Piece]) -> Iterator[str]:
    """Put pieces on pages, with the heads of its section above what goes on at the top of one."""
    held: list[str] = []
    left = SHEET
    for piece in pieces:
        if piece.height > left and held:
            yield "".join(held)
            held, left = [], SHEET
            if piece.follows:
                held, left = [heads_of(piece.follows)], SHEET - HEADS
        held.append(piece.html)
        left -= piece.height
    if held:
        yield "".join(held)


def _groups(section: Section) -> Iterator[Piece]:
    lines: list[str] = []
    count = rows = 0
    for row in section.rows():
        set_lines, n = _lines(section.columns, row)
        lines.append(set_lines)
        count, rows = count + n, rows + 1
        if rows == ROWS_IN_GROUP:
            yield _group(section, lines, count)
            lines, count, rows = [], 0, 0
    if lines:
        yield _group(section, lines, count)


def _group(section: Section, lines: Sequence[str], count: int) -> Piece:
    return Piece(f'<pre class="rows">{chr(10).join(lines)}</pre>', count * LINE + GROUP, section)


def _lines(columns: Sequence[Column], row: Row) -> tuple[str, int]:
    line, left_over = set_row(columns, row.cells)
    text = escape(line, quote=False)
    if row.marked:
        text = f"<i>{text}</i>"
    notes = [*left_over, *row.notes]
    if notes:
        text += "".join(f"\n<b>{escape(part, quote=False)}</b>" for part in _wrapped(columns, " · ".join(notes)))
    return text, 1 + text.count("\n")


def _wrapped(columns: Sequence[Column], text: str) -> list[str]:
    """Break notes into lines that surely fit: a sign of an unknown script counts as a whole em."""
    widest = sum(column.px for column in columns) / FONT_PX
    found, line, used = [], "", 0.0
    for sign in plain_line(text):
        wide = width_of(sign) or UNKNOWN_EMS
        if used + wide > widest:
            found.append(line)
            line, used = "", 0.0
        line, used = line + sign, used + wide
    return [*found, line] if line else found


def _total(section: Section, words: str, amount: str) -> str:
    wide = sum(column.px for column in section.columns)
    number = section.columns[-1].px
    line, _left = set_row([Column("", wide - number), Column("", number, is_number=True)], [words, amount], 600)
    return f'<pre class="together">{escape(line)}</pre>'
