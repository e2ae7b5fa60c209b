"""The socket for secrets that another room keeps: sealed anew with ours, and opened for a try when we start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.db.models import QuerySet

from refunds.gateways.secrets import unseal


class SealedRows(NamedTuple):
    """`rows` are those with a secret in `column`, a text; each row says in `place` what it is sealed for."""

    rows: Callable[[], QuerySet[Any]]
    column: str


_others: list[SealedRows] = []


def also_sealed(rows: Callable[[], QuerySet[Any]], column: str) -> None:
    _others.append(SealedRows(rows, column))


def other_sealed_rows() -> Iterator[SealedRows]:
    yield from _others


def require_others_readable() -> None:
    """Raise BadConfiguration where one opens with none of the keys."""
    for rows, column in _others:
        for row in rows():
            unseal(getattr(row, column), row.place)
