"""Secrets that this process has opened, so that the log can take them out of every line by their value."""

from __future__ import annotations

from collections.abc import Iterable

SHORTEST = 8
"""Shorter values are too common as words to be taken out of every line."""

_opened: set[str] = set()


def keep_out_of_logs(values: Iterable[str]) -> None:
    _opened.update(value for value in values if len(value) >= SHORTEST)


def opened_secrets() -> frozenset[str]:
    return frozenset(_opened)
