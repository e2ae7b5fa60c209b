"""The socket: what else a fresh shop needs. Rooms to the right fill it in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable

SetUp = Callable[[], list[str]]
"""Writes what is missing and says in words what that was. Called as often as one likes."""

_others: list[SetUp] = []


def set_up_also(other: SetUp) -> None:
    if other not in _others:
        _others.append(other)


def set_up_the_others() -> list[str]:
    return [sentence for other in _others for sentence in other()]
