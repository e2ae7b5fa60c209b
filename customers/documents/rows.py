"""Rows of a long table as lines of one text, set in columns by spaces of known width.

A cell of its own for each figure is what printing a table spends its time on: three boxes each, laid out one by one. As
lines of one text fifty rows are ten boxes. So that columns stand straight all the same, widths are known ahead
(customers.documents.glyphs). What does not fit its column is never lost: it stands in full on the line below.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from customers.documents.glyphs import plain_line, width_of

FONT_PX = 7.8 * 96 / 72
"""The size of the type; templates/pdf/rows.css says the same of `pre`."""

ACROSS_PX = 656
"""As wide as a page of A4 between its margins, in pixels of CSS."""

GAP_PX = 5
_SPACES = (("\u2008", 5), ("\u2009", 4), ("\u2006", 3), ("\u200a", 5))
"""Beside as many figure spaces as there is room for, each of these at most so often."""

FEWER_FIGURES = 4
FIGURE = "\u2007"


@dataclass(frozen=True, slots=True)
class Column:
    """`px` is its width; numbers end at the column's right edge."""

    label: str
    px: int
    is_number: bool = False


def widest(words: Sequence[str]) -> int:
    """How wide a column of words must be that each of them fits."""
    return int(max(width_of(word) or 0 for word in words) * FONT_PX) + GAP_PX + 1


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
    figure = width_of(FIGURE, weight) or 1
    widths, spaces = _mixtures(weight)
    most = max(0, int(ems / figure))
    found = []
    for figures in range(max(0, most - FEWER_FIGURES), most + 1):
        rest = ems - figures * figure
        at = bisect_left(widths, rest)
        found += [(abs(widths[n] - rest), figures, n) for n in (at - 1, at) if 0 <= n < len(widths)]
    _off, figures, n = min(found)
    return FIGURE * figures + spaces[n]


@cache
def _mixtures(weight: int) -> tuple[list[float], list[str]]:
    """Every mixture of the small spaces, by its width."""
    mixed = [(0.0, "")]
    for sign, most in _SPACES:
        wide = width_of(sign, weight) or 0
        mixed = [(width + count * wide, text + sign * count) for width, text in mixed for count in range(most + 1)]
    mixed.sort()
    return [width for width, _text in mixed], [text for _width, text in mixed]
