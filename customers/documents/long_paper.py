"""A paper of any length: a front page, and tables behind it on as many pages as they need, printed in parts.

What fits on the front page stands there. Otherwise the tables begin on the next one, in parts of ten pages that all
processors print at once; each page says its number among all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from customers.documents.render import bind, pages_in, print_html, print_side_by_side
from customers.documents.sheets import SHEETS_IN_PART, Section, fill_sheets, pieces_of

SHEETS = "pdf/sheets.html"
Told = Callable[[int, int], None]
"""Hears how many pages are printed, and of how many."""


def print_long_paper(
    template: str, context: Mapping[str, Any], sections: Sequence[Section], room: int, told: Told | None = None
) -> bytes:
    """Print the front of `template` and the sections; `room` tenths of a millimetre are left for them on the front.

    The same values give the same bytes. Raises NotPrinted.
    """
    html = short_paper(template, context, sections, room)
    if html is not None:
        return print_html(html)
    sheets = list(fill_sheets(piece for section in sections for piece in pieces_of(section)))
    return _print_parts(template, context, sheets, told or (lambda _done, _all: None))


def short_paper(template: str, context: Mapping[str, Any], sections: Sequence[Section], room: int) -> str | None:
    """The whole paper as one text where its tables fit on the front page, else None."""
    found: list[str] = []
    for section in sections:
        for piece in pieces_of(section):
            room -= piece.height
            found.append(piece.html)
            if room < 0:
                return None
    return render_to_string(template, {**context, "tables": mark_safe("".join(found))})  # noqa: S308 - set by us


def _print_parts(template: str, context: Mapping[str, Any], sheets: Sequence[str], told: Told) -> bytes:
    front = print_html(render_to_string(template, {**context, "page_total": 1 + len(sheets)}))
    before = pages_in(front)
    total = before + len(sheets)
    if before > 1:
        front = print_html(render_to_string(template, {**context, "page_total": total}))
    told(before, total)
    starts = range(0, len(sheets), SHEETS_IN_PART)
    texts = (
        render_to_string(SHEETS, {**context, "page_total": total, "sheets": _numbered(sheets, start, before)})
        for start in starts
    )
    parts, pages = [front], [before]
    for start, part in zip(starts, print_side_by_side(texts), strict=True):
        parts.append(part)
        pages.append(min(SHEETS_IN_PART, len(sheets) - start))
        told(sum(pages), total)
    return bind(parts, pages)


def _numbered(sheets: Sequence[str], start: int, before: int) -> list[tuple[int, str]]:
    part = sheets[start : start + SHEETS_IN_PART]
    return [(before + start + place, mark_safe(sheet)) for place, sheet in enumerate(part, start=1)]  # noqa: S308
