"""Rows of a long table as lines of one text, set in columns by spaces of known width.

A cell of its own for each figure is what printing a table spends its time on: three boxes each, laid out one by one. As
lines of one text fifty rows are ten boxes. So that columns stand straight all the same, widths are known ahead
(customers.documents.glyphs). What does not fit its column is never lost: it stands in full on the line below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from customers.documents.glyphs import plain_line, width_of

FONT_PX = 7.8 * 96 / 72
"""The size of the type; templates/pdf/rows.css says the same of `pre`."""

ACROSS_PX = 656
"""As wide as a page of A4 between its margins, in pixels of CSS."""

GAP_PX = 5
_SPACES = (("\u2008", 4), ("\u2009", 5), ("\u200a", 2))
"""Beside as many figure spaces as there is room for, each of these at most so often."""

FIGURE = "\u2007"


@dataclass(frozen=True, slots=True)
class Column:
    """`px` is its width; numbers end at the column's right edge."""

    label: str
    px: int
    is_number: bool = False


def set_row(columns: Sequence[Column], cells: Sequence[str], weight: int = 400) -> tuple[str, list[str]]:
    """The line of a row, and what must be said below it because its column is too narrow or its script unknown."""
    line, left_over = [], []
    for column, cell in zip(columns, cells, strict=True):
        said = plain_line(cell) if cell else ""
        shown, ems = _fitting(said, column, weight)
        if shown != said:
            left_over.append(f"{column.label}: {said}" if column.label else said)
        space = _space(round(column.px / FONT_PX - ems, 3), weight)
        line.append(space + shown if column.is_number else shown + space)
    return "".join(line), left_over


def set_heads(columns: Sequence[Column]) -> str:
    return set_row(columns, [column.label for column in columns], 600)[0]


@lru_cache(maxsize=20_000)
def _fitting(text: str, column: Column, weight: int) -> tuple[str, float]:
    """What of a text the column holds, and its width in ems; nothing of a script that the fonts do not have."""
    room = (column.px - (0 if column.is_number else GAP_PX)) / FONT_PX
    ems = width_of(text, weight)
    if ems is None:
        return "", 0
    if ems <= room:
        return text, ems
    kept, used = "", width_of("…", weight) or 1
    for sign in text:
        wide = width_of(sign, weight) or 0
        if used + wide > room:
            break
        kept, used = kept + sign, used + wide
    return f"{kept}…", used


@lru_cache(maxsize=20_000)
def _space(ems: float, weight: int) -> str:
    """So much empty width out of a few kinds of spaces, to a hundredth of an em where it can be had."""
    best, least = "", 9.0
    figure = width_of(FIGURE, weight) or 1
    kinds = [(sign, width_of(sign, weight) or 0, most) for sign, most in _SPACES]
    for counts in _counts([most for _sign, _wide, most in kinds]):
        rest = ems - sum(count * wide for count, (_sign, wide, _most) in zip(counts, kinds, strict=True))
        figures = int(rest / figure + 0.001)
        off = abs(rest - figures * figure)
        if rest >= -0.01 and off < least:
            best = FIGURE * figures + "".join(sign * n for n, (sign, _w, _m) in zip(counts, kinds, strict=True))
            least = off
    return best


def _counts(most: Sequence[int]) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = [()]
    for limit in most:
        found = [(*before, count) for before in found for count in range(limit + 1)]
    return found
