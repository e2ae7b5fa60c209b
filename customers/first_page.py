"""What a page that somebody sees first needs to be drawn, in the page itself: a slow line brings it with the answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static

FILES = ("tokens", "base", "layout", "components", "forms", "print", "portal")
"""All that the pages before the portal's door need, in the order in which a page links them."""

_ADDRESS = re.compile(r'url\("\.\./(?P<path>[a-z/.-]+)"\)')
_REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLANKS = re.compile(r"\s+")


def first_styles() -> str:
    """The text of a style element. In development it is read anew each time."""
    return _styles() if settings.DEBUG else _kept(_styles)


def first_script() -> str:
    """The text of the script that runs before the first paint."""
    return _script() if settings.DEBUG else _kept(_script)


@cache
def _kept(write: Callable[[], str]) -> str:
    return write()


def _styles() -> str:
    text = "".join(_text(f"css/{name}.css") for name in FILES)
    return _addressed(_BLANKS.sub(" ", _REMARK.sub("", text)))


def _script() -> str:
    return _text("js/theme.js")


def _text(path: str) -> str:
    found = finders.find(path)
    return Path(found).read_text(encoding="utf-8") if isinstance(found, str) else ""


def _addressed(text: str) -> str:
    """Say in full where a picture is: beside a page "../img/" leads elsewhere."""
    return _ADDRESS.sub(lambda match: f'url("{static(match["path"])}")', text)
