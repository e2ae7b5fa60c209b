"""Trying a paper out before it is taken: what unfolds without end, or cannot be drawn, would break whoever looks later.

Runs in the child that examines: its memory and its time end what does not end by itself.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Any

MOST_UNFOLDED = 256 * 1024**2
MOST_PIXELS_OF_A_PICTURE = 100_000_000
LONGEST_FILTERS = 4
SMALLEST_SIDE, LARGEST_SIDE = 3, 14_400
"""Points of a page; the largest is what PDF itself allows (ISO 32000-1, annex C)."""
DRAWN_WIDE = 100
"""Pixels: enough to walk through everything that a page says."""


class CannotBeShown(Exception):
    """A paper that nobody could look at; the argument is the reason's code."""


def require_honest_sizes(pdf: Any) -> None:
    """Refuse pages of no size or an absurd one, and streams that unfold to more than can be held."""
    for page in pdf.pages:
        _require_page_size(page)
    room = MOST_UNFOLDED
    for thing in pdf.objects:
        room -= _unfolded(thing, room)


def require_drawable(raw: bytes, pages: int) -> None:
    """Draw every page small. What takes all memory or all time ends with this process."""
    import pypdfium2

    document = pypdfium2.PdfDocument(raw)
    if len(document) != pages:
        raise CannotBeShown("broken")
    for page in document:
        wide, high = page.get_size()
        page.render(scale=DRAWN_WIDE / max(wide, high), may_draw_forms=False)
        page.close()


def _require_page_size(page: Any) -> None:
    for box in (page.mediabox, page.cropbox):
        left, low, right, high = (float(edge) for edge in box)
        unit = float(page.obj.get("/UserUnit", 1))
        for side in (abs(right - left) * unit, abs(high - low) * unit):
            if not SMALLEST_SIDE <= side <= LARGEST_SIDE:
                raise CannotBeShown("odd_page")


def _unfolded(thing: Any, room: int) -> int:
    """Bytes of a stream once its layers of deflation are off. Raises CannotBeShown when they do not fit the room."""
    import pikepdf

    if not isinstance(thing, pikepdf.Stream):
        return 0
    if int(thing.get("/Width", 0)) * int(thing.get("/Height", 0)) > MOST_PIXELS_OF_A_PICTURE:
        raise CannotBeShown("too_big_inside")
    content = thing.read_raw_bytes()
    for name in _layers(thing.get("/Filter")):
        if name not in ("/FlateDecode", "/Fl"):
            break
        content = _inflated(content, room)
    return len(content)


def _layers(filters: Any) -> list[str]:
    import pikepdf

    if filters is None:
        return []
    names: Iterable[Any] = filters if isinstance(filters, pikepdf.Array) else [filters]
    found = [str(name) for name in names]
    if len(found) > LONGEST_FILTERS:
        raise CannotBeShown("too_big_inside")
    return found


def _inflated(content: bytes, room: int) -> bytes:
    """What comes out, as far as it is honest; a stream that is cut off is what it is."""
    press = zlib.decompressobj()
    try:
        out = press.decompress(content, room + 1)
    except zlib.error:
        return b""
    if len(out) > room:
        raise CannotBeShown("too_big_inside")
    return out
