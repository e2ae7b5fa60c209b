"""How wide words are in the fonts of the house, in ems: kerning off, figures all of one width."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

FONT_FOLDER = Path(__file__).resolve().parents[2] / "static" / "fonts" / "inter"
FILES = {400: "Inter-Regular.otf", 600: "Inter-SemiBold.otf"}


def width_of(text: str, weight: int = 400) -> float | None:
    """The width in ems; None where a sign is not in the font, so that nobody knows."""
    known = _widths(weight)
    try:
        return sum([known[sign] for sign in text])
    except KeyError:
        return None


def plain_line(text: str) -> str:
    """One line of it that the fonts can show in order: no line break, tab, control or direction mark."""
    return " ".join("".join(sign if _is_shown(sign) else " " for sign in text).split())


def plain_lines(value: Any) -> Any:
    """The same of every text in plain values: no mark of direction turns a word of a paper round."""
    if isinstance(value, str):
        return plain_line(value)
    if isinstance(value, dict):
        return {name: plain_lines(part) for name, part in value.items()}
    return [plain_lines(part) for part in value] if isinstance(value, list) else value


@lru_cache(maxsize=10_000)
def _is_shown(sign: str) -> bool:
    return unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


@cache
def _widths(weight: int) -> dict[str, float]:
    with TTFont(FONT_FOLDER / FILES[weight], lazy=True) as font:
        advances, em = font["hmtx"].metrics, font["head"].unitsPerEm
        names = font.getBestCmap()
        figures = _tabular(font)
        return {chr(code): advances[figures.get(name, name)][0] / em for code, name in names.items()}


def _tabular(font: TTFont) -> dict[str, str]:
    """What `tabular-nums` puts in the place of each figure and its separators."""
    table = font["GSUB"].table
    found: dict[str, str] = {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for sub in table.LookupList.Lookup[index].SubTable:
                    found.update(getattr(sub, "ExtSubTable", sub).mapping)
    return found
