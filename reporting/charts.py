"""Drawings: Vega-Lite specifications made into SVG, each kept until its figures change.

Amounts stay integers of the minor unit; the drawing itself divides them for its axis. A mark with a `url` is a link,
and its `words` show where the mouse rests. Whoever uses the keyboard has the same links in the table below.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import vl_convert
from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe

KEEP_SECONDS = 7 * 24 * 3600
DRAWN = 200
"""Some megabytes of drawings."""

VEGA_LITE = "5.21"

HERE = "https://figures.invalid"
"""Stands before addresses of ours while Vega holds them: it would turn a path into one of its own site."""

_ROLES = re.compile(r' (?:role|aria-[a-z]+|style)="[^"]*"')
"""What Vega says to screen readers of each mark; the page says it better, with a table. Nor may it bring styles."""
_LINK = re.compile(rf'<a xlink:href="{re.escape(HERE)}(/[^"]*)"><path aria-label="([^"]*)"([^>]*)/></a>')
_NO_LINK = re.compile(r'<a xlink:href="[^"]*">(<path[^>]*/>)</a>')

Spec = dict[str, Any]

FONT = "Inter, ui-sans-serif, system-ui, sans-serif"
NARROW = "-narrow"
"""How the name of a drawing for phones ends."""
INK, LINE = "#4f4e47", "#e3dfd4"

LOOK: Spec = {
    "background": None,
    "font": FONT,
    "padding": {"left": 2, "right": 6, "top": 6, "bottom": 2},
    "view": {"stroke": None},
    "axis": {
        "domain": False,
        "ticks": False,
        "grid": False,
        "labelColor": INK,
        "labelFontSize": 12,
        "labelPadding": 8,
        "title": None,
        "labelOverlap": False,
    },
    "axisY": {"grid": True, "gridColor": LINE, "tickCount": 4},
    "axisX": {"labelAngle": 0, "labelAlign": "left", "labelBaseline": "top"},
    "legend": {
        "orient": "top",
        "title": None,
        "labelColor": INK,
        "labelFontSize": 12.5,
        "labelLimit": 320,
        "symbolType": "square",
        "symbolSize": 110,
        "symbolStrokeWidth": 0,
        "columnPadding": 30,
        "offset": 10,
    },
    "line": {"strokeWidth": 2.25, "strokeCap": "round", "strokeJoin": "round"},
    "bar": {"cornerRadiusEnd": 2},
}


def draw(page: str, specs: Mapping[str, Spec]) -> dict[str, SafeString]:
    """Draw the specifications of a page; unchanged ones come from the page's cached drawings."""
    hashes = {name: _hash(name, spec) for name, spec in specs.items()}
    kept: dict[str, str] = cache.get(f"charts:{page}") or {}
    drawn = {name: kept.get(hashes[name]) or _draw(name, json.dumps(spec)) for name, spec in specs.items()}
    if any(mark not in kept for mark in hashes.values()):
        cache.set(f"charts:{page}", {hashes[name]: svg for name, svg in drawn.items()}, KEEP_SECONDS)
    return {name: mark_safe(svg) for name, svg in drawn.items()}  # noqa: S308 - our own drawing of figures


def _hash(name: str, spec: Spec) -> str:
    text = json.dumps([VEGA_LITE, _look(name), name, spec], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _look(name: str) -> Spec:
    """On a phone the words of a legend stand in two columns: side by side they would be cut off."""
    return {**LOOK, "legend": {**LOOK["legend"], "columns": 2}} if name.endswith(NARROW) else LOOK


@lru_cache(maxsize=DRAWN)
def _draw(name: str, spec: str) -> str:
    """Some stay in this process, for people who look at the same page with other filters."""
    looked = {**json.loads(spec), "config": _look(name)}
    svg = vl_convert.vegalite_to_svg(json.dumps(looked), vl_version=VEGA_LITE, allowed_base_urls=[])
    svg = _LINK.sub(r'<a href="\1" tabindex="-1"><path\3><title>\2</title></path></a>', svg)
    svg = _ROLES.sub("", _NO_LINK.sub(r"\1", svg))
    svg = svg.replace('class="marks"', f'class="marks chart-{name}"', 1)
    # Several drawings share a page, and each counts its clip paths from zero.
    return svg.replace('id="clip', f'id="{name}-clip').replace("url(#clip", f"url(#{name}-clip")
