"""Pages of a long list by key: as quick on the thousandth page as on the first, and no row is counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import BigIntegerField, CharField, DateTimeField, Model, QuerySet
from django.http import HttpRequest

from customers.walks import behind

PAGE_ROWS = 50
LONGEST_WORD, MOST_DIGITS = 20, 19
MINUS = "n"
"""The parts of a key are joined by hyphens."""
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
    sign = "-" if newest_first else ""
    return walk_page(request, rows, (f"{sign}{moment}", f"{sign}id"))


def walk_page(request: HttpRequest, rows: QuerySet[Any], walk: Sequence[str]) -> KeyPage:
    """The same for any walk: names of fields with their signs, of one index, the id last."""
    names = [name.lstrip("-") for name in walk]
    kinds = [rows.model._meta.get_field(name) for name in names]
    before, after = (_read(request.GET.get(way), kinds) for way in ("before", "after"))
    backwards = before is not None
    order = [_turned(name) for name in walk] if backwards else list(walk)
    if (key := before or after) is not None:
        rows = rows.filter(behind(order, key))
    found = list(rows.order_by(*order)[: PAGE_ROWS + 1])
    has_more, found = len(found) > PAGE_ROWS, found[:PAGE_ROWS]
    if backwards:
        found.reverse()
    has_previous = has_more if backwards else after is not None
    has_next = True if backwards else has_more
    return KeyPage(
        found,
        _address(request, "before", found[:1], names) if has_previous else "",
        _address(request, "after", found[-1:], names) if has_next else "",
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


def _turned(name: str) -> str:
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"


def read_key(text: str | None) -> tuple[datetime, int] | None:
    """Read "<microseconds>-<id>"; anything else means the first page."""
    read = _read(text, (DateTimeField(), BigIntegerField()))
    return (read[0], read[1]) if read else None


def _read(text: str | None, kinds: Sequence[Any]) -> list[Any] | None:
    """Read a key, part by part as its fields are; None where it is none of ours."""
    parts = (text or "").split("-")
    if len(parts) != len(kinds):
        return None
    read = [_read_part(part, kind) for part, kind in zip(parts, kinds, strict=True)]
    return None if None in read else read


def _read_part(part: str, kind: Any) -> datetime | int | str | None:
    if isinstance(kind, CharField):
        return part if part.isascii() and part.isalnum() and len(part) <= LONGEST_WORD else None
    digits = part.removeprefix(MINUS)
    if not (digits.isascii() and digits.isdecimal() and len(digits) < MOST_DIGITS):
        return None
    if not isinstance(kind, DateTimeField):
        return int(digits) if digits == part else -int(digits)
    seconds, rest = divmod(int(digits), 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest) if len(part) < MOST_DIGITS - 1 else None


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return str(int(value.timestamp()) * 1_000_000 + value.microsecond)
    return f"{MINUS}{-value}" if isinstance(value, int) and value < 0 else str(value)


def _address(request: HttpRequest, way: str, rows: Iterable[Model], names: Sequence[str]) -> str:
    return next((address_at(request, way, [getattr(row, name) for name in names]) for row in rows), "")


def address_at(request: HttpRequest, way: str, key: Sequence[Any]) -> str:
    """The address of the page `before` or `after` a key."""
    query = request.GET.copy()
    for word in ("before", "after", *_OF_POLLS):
        query.pop(word, None)
    query[way] = "-".join(map(_written, key))
    return f"{request.path}?{query.urlencode()}"
