"""Pages by key: the next page starts after the last row of this one, however many rows came in between."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, IntegerField, Model
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from customers.errors import BadInput
from customers.walks import behind

DEFAULT_LIMIT = 50
LARGEST_LIMIT = 200


class KeyPaging(BasePagination):
    """Orders by the view's `page_keys`, fields of one index with their signs, of which the last is unique.

    Instead of a queryset it takes a walk with `page_keys` of its own that reads behind a key itself.
    """

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        walk = queryset if callable(queryset) else None
        keys = walk.page_keys if walk else view.page_keys
        limit = _limit(request)
        cursor = request.query_params.get("cursor")
        kinds = [DateTimeField] * (len(keys) - 1) if walk else _kinds(queryset.model, keys)
        beyond = _read(cursor, kinds, view.page_by) if cursor else None
        if walk:
            found, stopped_at = walk(limit + 1, tuple(beyond) if beyond else None)
        else:
            rows = queryset.filter(behind(keys, beyond)) if beyond else queryset
            found, stopped_at = list(rows.order_by(*keys)[: limit + 1]), None
        last = _key_of(keys, found[limit - 1]) if len(found) > limit else stopped_at
        self.next = _write(last) if last else None
        return found[:limit]

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self.next})


def _limit(request: Request) -> int:
    text = request.query_params.get("limit", str(DEFAULT_LIMIT))
    limit = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0
    if not 1 <= limit <= LARGEST_LIMIT:
        raise BadInput(_("Ask for 1 to %d rows.") % LARGEST_LIMIT, "bad_limit", "limit")
    return limit


def _key_of(keys: tuple[str, ...], row: Model) -> list[Any]:
    return [getattr(row, key.lstrip("-")) for key in keys]


def _write(values: Iterable[Any]) -> str:
    said = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def _kinds(model: type[Model], keys: Sequence[str]) -> list[type]:
    """What all fields but the last hold."""
    return [type(model._meta.get_field(key.lstrip("-"))) for key in keys[:-1]]


def _read(cursor: str, kinds: Sequence[type], last: type) -> list[Any]:
    try:
        said = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        *ahead, number = said
        if len(ahead) != len(kinds) or type(number) is not last or not _is_sound(number):
            raise ValueError
        return [*map(_part, ahead, kinds), number]
    except (ValueError, TypeError, RecursionError):
        raise BadInput(_("This cursor is not one of ours."), "bad_cursor", "cursor") from None


def _is_sound(last: Any) -> bool:
    if isinstance(last, int):
        return -(2**63) < last < 2**63
    return last.isascii() and last.isprintable() and len(last) <= 40


def _part(said: Any, kind: type) -> Any:
    if issubclass(kind, DateTimeField):
        return _moment(said)
    if type(said) is not (int if issubclass(kind, IntegerField) else str) or not _is_sound(said):
        raise ValueError
    return said


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError
    return moment
