"""What the pages of finance share: their navigation."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse

from reporting.navigation import ENTRIES

register = template.Library()


@register.simple_tag(takes_context=True)
def finance_entries(context: template.Context) -> list[dict[str, Any]]:
    """The tabs of finance's pages; the one that the reader is in, the longest that fits, is current."""
    path = getattr(context.get("request"), "path", "")
    found = [(url, label) for name, label in ENTRIES if (url := _address(name))]
    here = max((url for url, _label in found if path.startswith(url)), key=len, default="")
    return [{"label": label, "url": url, "current": url == here} for url, label in found]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
