"""The first page that a customer sees: light on the wire, whole without scripts, ready to be read from the right."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

pytestmark = pytest.mark.django_db

MOST_BYTES = 60 * 1024
ROOT = Path(__file__).parents[3]
PHYSICAL = re.compile(
    r"(?<![a-z-])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)|float|(?:left|right)(?=:))"
    r"|text-align: ?(?:left|right)"
)
"""What says left or right where it means the beginning or the end of a line."""


def page() -> str:
    return Client().get("/portal/").content.decode()


def resources(html: str) -> dict[str, bytes]:
    """All that a browser fetches for the page, by address: what stands in it, and what its stylesheets name."""
    found: dict[str, bytes] = {}
    names = re.findall(r'(?:href|src)="/static/([^"#]+\.(?:css|js|svg))', html)
    for name in names:
        path = finders.find(name)
        assert path, name
        found[name] = Path(path).read_bytes()
        for inner in re.findall(rb'url\("\.\./([^")]+)"\)', found[name]):
            found[inner.decode()] = Path(finders.find(inner.decode())).read_bytes()
    return found


def test_it_weighs_less_than_sixty_kilobytes_on_the_wire_without_the_logo() -> None:
    html = page()
    weights = {name: len(gzip.compress(body)) for name, body in resources(html).items() if "logo" not in name}
    weights["the page itself, with its styles"] = len(gzip.compress(html.encode()))
    assert {"js/site.js", "img/icons.svg"} <= set(weights) and '<style nonce="' in html
    assert sum(weights.values()) < MOST_BYTES, sorted(weights.items(), key=lambda row: -row[1])


def test_nothing_comes_from_elsewhere_and_nothing_stands_in_an_attribute() -> None:
    html = page()
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', html)
    assert 'style="' not in html and not re.findall(r"<(?:style|script)(?![^>]*(?:src|nonce)=)[^>]*>", html)
    assert html.count('method="post"') >= 3, "without scripts every form is sent as it stands"


def test_no_stylesheet_of_the_portal_says_left_or_right() -> None:
    templates = "".join(path.read_text() for path in (ROOT / "templates" / "portal").glob("*.html"))
    sheets = set(re.findall(r"css/[a-z]+\.css", templates + (ROOT / "templates" / "base.html").read_text()))
    assert len(sheets) > 9
    said = {name: PHYSICAL.findall((ROOT / "static" / name).read_text()) for name in sheets}
    assert {name: found for name, found in said.items() if found} == {}
