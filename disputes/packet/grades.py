"""How fine a packet is printed: the finest first, each of the next smaller. For both sides of the binder."""

from __future__ import annotations

from collections.abc import Sequence

Grade = tuple[int, int, bool]
GRADES: Sequence[Grade] = (
    (200, 82, False), (150, 72, False), (150, 65, True), (120, 55, True), (100, 48, True), (84, 40, True),
)  # fmt: skip
"""Dots per inch, JPEG quality, and whether pages of papers are drawn as pictures where that is smaller."""
