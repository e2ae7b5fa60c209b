"""The socket: who may refuse a booking by its date. Rooms to the right fill it in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

Guard = Callable[[datetime], None]
"""Raises where nothing may be booked at this moment any more. Called for every entry, so it is quick for today."""

_guards: list[Guard] = []


def guard_with(guard: Guard) -> None:
    if guard not in _guards:
        _guards.append(guard)


def require_open(posted_at: datetime) -> None:
    for guard in _guards:
        guard(posted_at)
