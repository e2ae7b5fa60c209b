"""What the pages of finance share: their navigation, and the cells of a table as links."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from refunds.models import JournalEntry
from reporting.boards import parts
from reporting.boards.discovery import all_dashboards
from reporting.boards.parts import Cell
from reporting.boards.words import percent_exactly, shown
from reporting.facts.dimensions import DIMENSIONS, value_labels
from reporting.navigation import ENTRIES

register = template.Library()

MOVEMENTS = {"payment": _("Payment"), "request": _("Request"), "fee": _("Gateway fee"), "dispute": _("Dispute")}


@register.simple_tag(takes_context=True)
def finance_entries(context: template.Context, entry: str = "") -> list[dict[str, Any]]:
    """The tabs of finance's pages. Current is `entry`, or else the one whose address the reader is in, the longest."""
    path = getattr(context.get("request"), "path", "")
    found = [(url, label) for name, label in ENTRIES if (url := _address(name))]
    here = _address(entry) or max((url for url, _label in found if path.startswith(url)), key=len, default="")
    return [{"label": label, "url": url, "current": url == here} for url, label in found]


@register.simple_tag
def finance_dashboards(here: str = "", query: str = "") -> list[dict[str, Any]]:
    """The dashboards as chips; what was chosen in one goes along to the next."""
    tail = f"?{query}" if query else ""
    return [
        {"label": one.title, "url": reverse("reporting:dashboard", args=[one.name]) + tail, "current": one.name == here}
        for one in all_dashboards().values()
    ]


@register.simple_tag
def cell(value: Cell, unit: str, currency: str) -> str | SafeString:
    """The words of a cell, a link where a list stands behind it."""
    words = shown(value, unit, currency)
    return format_html('<a href="{}">{}</a>', value.url, words) if value.url and value.value != 0 else words


@register.filter
def is_number(unit: str) -> bool:
    return unit in (parts.MONEY, parts.COUNT, parts.SHARE, parts.SECONDS)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.filter
def at(row: Any, place: int) -> Any:
    return row[place]


@register.simple_tag
def slice_words(name: str, values: tuple[str, ...]) -> str:
    """What a filter says: "Reason: It arrived damaged"."""
    labels = value_labels(name, values)
    return f"{DIMENSIONS[name].label}: {', '.join(labels[value] for value in values)}"


@register.filter
def movement_word(kind: str) -> str:
    """The word for a kind of movement; the ledger's own where it is one of its entries."""
    words = {**dict(JournalEntry.Kind.choices), **MOVEMENTS}
    return str(words.get(kind, kind.replace("_", " ").capitalize()))


@register.filter
def named(names: dict[str, Any], key: str) -> Any:
    return names.get(key, key)


@register.filter
def hundredth_percent(of_ten_thousand: int) -> str:
    return percent_exactly(of_ten_thousand)
