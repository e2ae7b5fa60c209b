"""Pages of a long list by key: as quick on the thousandth page as on the first, and no row is counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

PAGE_ROWS = 50


@dataclass(frozen=True, slots=True)
class KeyPage:
    """The rows of one page and the addresses of its neighbours, empty where there is none."""

    rows: list[Any]
    previous_url: str
    next_url: str


def key_page(request: HttpRequest, rows: QuerySet[Any], moment: str, newest_first: bool = True) -> KeyPage:
    """Cut out the page that the address asks for, ordered by the field `moment` and the id."""
    before, after = _key(request.GET.get("before")), _key(request.GET.get("after"))
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


def capped_count(rows: QuerySet[Any], most: int = 99) -> str:
    """Count up to `most` rows and no further: "7", "99+"."""
    found = rows.order_by()[: most + 1].count()
    return f"{most}+" if found > most else str(found)


def _beyond(moment: str, key: tuple[datetime, int], descending: bool) -> Q:
    way, at, row_id = ("lt" if descending else "gt"), *key
    return Q(**{f"{moment}__{way}e": at}) & (Q(**{f"{moment}__{way}": at}) | Q(**{f"id__{way}": row_id}))


def _key(text: str | None) -> tuple[datetime, int] | None:
    """Read "<microseconds>-<id>"; anything else means the first page."""
    micros, dash, row_id = (text or "").partition("-")
    if not (dash and micros.isdecimal() and row_id.isdecimal() and len(micros) < 18 and len(row_id) < 19):
        return None
    seconds, rest = divmod(int(micros), 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest), int(row_id)


def _address(request: HttpRequest, way: str, row: Iterable[Model], moment: str) -> str:
    query = request.GET.copy()
    for word in ("before", "after"):
        query.pop(word, None)
    for edge in row:
        at = getattr(edge, moment)
        query[way] = f"{int(at.timestamp()) * 1_000_000 + at.microsecond}-{edge.pk}"
    return f"{request.path}?{query.urlencode()}"
