"""Pages of a long list by key: as quick on the thousandth page as on the first, and no row is counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

PAGE_ROWS = 50
_OF_POLLS = ("stamp", "since", "told", "reading")
"""What a page that refreshes itself sends along; no neighbour's address keeps it."""


@dataclass(frozen=True, slots=True)
class KeyPage:
    """The rows of one page and the addresses of its neighbours, empty where there is none.

    `stopped_at` is how far was looked, where more may fit behind it.
    """

    rows: list[Any]
    previous_url: str
    next_url: str
    stopped_at: datetime | None = None


def key_page(request: HttpRequest, rows: QuerySet[Any], moment: str, newest_first: bool = True) -> KeyPage:
    """Cut out the page that the address asks for, ordered by the field `moment` and the id."""
    before, after = read_key(request.GET.get("before")), read_key(request.GET.get("after"))
    backwards = before is not None
    descending = newest_first != backwards
    if (key := before or after) is not None:
        rows = rows.filter(_beyond(moment, key, descending))
    sign = "-" if descending else ""
    found = list(rows.order_by(f"{sign}{moment}", f"{sign}id")[: PAGE_ROWS + 1])
    has_more, found = len(found) > PAGE_ROWS, found[:PAGE_ROWS]
    if backwards:
        found.reverse()
    has_previous = has_more if backwards else after is not None
    has_next = True if backwards else has_more
    return KeyPage(
        found,
        _address(request, "before", found[:1], moment) if has_previous else "",
        _address(request, "after", found[-1:], moment) if has_next else "",
    )


def page_among(request: HttpRequest, rows: QuerySet[Any], found: Collection[int], moment: str) -> KeyPage:
    """The page of the few rows that a search has found, newest first.

    They are put in order here: asked to do both, the database may walk the whole table in that order instead.
    """
    before, after = read_key(request.GET.get("before")), read_key(request.GET.get("after"))
    keys = sorted(rows.filter(pk__in=found).order_by().values_list(moment, "pk"), reverse=True)
    ahead = [key for key in keys if key > before] if before else [key for key in keys if after and key >= after]
    first = max(len(ahead) - PAGE_ROWS, 0) if before else len(ahead)
    shown = keys[first : first + PAGE_ROWS]
    by_key = rows.in_bulk([pk for _moment, pk in shown])
    return KeyPage(
        [by_key[pk] for _moment, pk in shown],
        address_at(request, "before", shown[0]) if shown and first else "",
        address_at(request, "after", shown[-1]) if keys[first + PAGE_ROWS :] else "",
    )


def _beyond(moment: str, key: tuple[datetime, int], descending: bool) -> Q:
    way, at, row_id = ("lt" if descending else "gt"), *key
    return Q(**{f"{moment}__{way}e": at}) & (Q(**{f"{moment}__{way}": at}) | Q(**{f"id__{way}": row_id}))


def read_key(text: str | None) -> tuple[datetime, int] | None:
    """Read "<microseconds>-<id>"; anything else means the first page."""
    micros, dash, row_id = (text or "").partition("-")
    if not (dash and micros.isdecimal() and row_id.isdecimal() and len(micros) < 18 and len(row_id) < 19):
        return None
    seconds, rest = divmod(int(micros), 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest), int(row_id)


def _address(request: HttpRequest, way: str, rows: Iterable[Model], moment: str) -> str:
    return next((address_at(request, way, (getattr(row, moment), row.pk)) for row in rows), "")


def address_at(request: HttpRequest, way: str, key: tuple[datetime, int]) -> str:
    """The address of the page `before` or `after` a key."""
    query = request.GET.copy()
    for word in ("before", "after", *_OF_POLLS):
        query.pop(word, None)
    at, row_id = key
    query[way] = f"{int(at.timestamp()) * 1_000_000 + at.microsecond}-{row_id}"
    return f"{request.path}?{query.urlencode()}"
