"""From a shop's one colour to every shade that pages need, each checked for contrast as WCAG 2.2 AA asks for it.

Where the colour itself would be too pale or too dark for a use, that use gets the nearest shade that is not.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

TEXT_RATIO = 4.5
"""What text needs against its ground (WCAG 2.2, 1.4.3)."""

APART_RATIO = 1.3
"""A button is known by its words; it must only be told from the page, so that a yellow one may stay yellow."""

WHITE, BLACK = "#ffffff", "#000000"
LIGHT_GROUNDS = ("#f7f5f0", "#fffefb", "#efece3", "#f3f0e8")
DARK_GROUNDS = ("#131412", "#1b1c1a", "#232421", "#242523")
LIGHT_INKS = ("#1b1c19", "#4f4e47", "#68665d")
DARK_INKS = ("#ecebe5", "#b9b7ae", "#98968c")
"""As in static/css/tokens.css: paper, surface, sunken, hover; and the three inks that stand on the soft shade."""

STEP = 0.03
HOVER = 0.14

_HEX = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Shades:
    """One scheme, light or dark. `text` are links and marks, `fill` is the button, `on_fill` the words on it."""

    text: str
    fill: str
    fill_hover: str
    on_fill: str
    soft: str
    text_ratio: float
    fill_ratio: float
    wish_ratio: float
    """Of the shop's colour itself, as text on the worst ground of the scheme."""


@dataclass(frozen=True, slots=True)
class Palette:
    colour: str
    light: Shades
    dark: Shades

    @property
    def stylesheet(self) -> str:
        """The tokens of the portal in these shades; see static/css/tokens.css for what they are used for."""
        pairs = {
            "accent": (self.light.text, self.dark.text),
            "accent-fill": (self.light.fill, self.dark.fill),
            "accent-fill-hover": (self.light.fill_hover, self.dark.fill_hover),
            "accent-soft": (self.light.soft, self.dark.soft),
            "on-accent": (self.light.on_fill, self.dark.on_fill),
        }
        tokens = "".join(f"--{name}:light-dark({light},{dark});" for name, (light, dark) in pairs.items())
        return f"@layer tokens{{.portal,.widget,.brand-look{{{tokens}accent-color:var(--accent-fill)}}}}\n"

    @property
    def key(self) -> str:
        """Names the content of the stylesheet, so that it can be kept for ever."""
        return hashlib.sha256(self.stylesheet.encode()).hexdigest()[:16]


def is_colour(text: str) -> bool:
    return bool(_HEX.fullmatch(text))


@lru_cache(maxsize=64)
def palette_of(colour: str) -> Palette:
    """Every shade for a colour such as "#0b5a4a"."""
    return Palette(
        colour,
        _shades(colour, LIGHT_GROUNDS, LIGHT_INKS, BLACK, 0.1),
        _shades(colour, DARK_GROUNDS, DARK_INKS, WHITE, 0.18),
    )


def contrast(one: str, other: str) -> float:
    """The ratio of two colours as WCAG defines it, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """`share` of the other colour in the first."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(mine + (theirs - mine) * share):02x}" for mine, theirs in pairs)


def _shades(colour: str, grounds: Sequence[str], inks: Sequence[str], towards: str, soft_share: float) -> Shades:
    soft = _soft(colour, grounds[1], inks, soft_share)
    text = _until(colour, towards, (*grounds, soft), TEXT_RATIO)
    fill = _until(colour, towards, grounds[:2], APART_RATIO)
    on_fill = WHITE if contrast(fill, WHITE) >= TEXT_RATIO else BLACK
    return Shades(
        text=text,
        fill=fill,
        fill_hover=mix(fill, BLACK if on_fill == WHITE else WHITE, HOVER),
        on_fill=on_fill,
        soft=soft,
        text_ratio=round(_worst(text, (*grounds, soft)), 2),
        fill_ratio=round(contrast(fill, on_fill), 2),
        wish_ratio=round(_worst(colour, grounds), 2),
    )


def _soft(colour: str, surface: str, inks: Sequence[str], share: float) -> str:
    """A breath of the colour, faint enough for every ink on it."""
    soft = mix(surface, colour, share)
    while share > 0 and min(contrast(ink, soft) for ink in inks) < TEXT_RATIO:
        share -= 0.01
        soft = mix(surface, colour, max(share, 0.0))
    return soft


def _until(colour: str, towards: str, grounds: Sequence[str], ratio: float) -> str:
    """The nearest shade on the way to black or white that stands out from every ground."""
    share, shade = 0.0, colour
    while share < 1 and _worst(shade, grounds) < ratio:
        share += STEP
        shade = mix(colour, towards, min(share, 1.0))
    return shade


def _worst(colour: str, grounds: Sequence[str]) -> float:
    return min(contrast(colour, ground) for ground in grounds)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
