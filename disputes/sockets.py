"""Who acts when a dispute has been opened, has moved or has changed: each listener in the same transaction."""

from __future__ import annotations

from typing import Protocol

from customers.actors import Actor
from disputes.models import Dispute


class Listener(Protocol):
    """Called with the payment and the dispute locked; it may change the dispute and then saves it."""

    def __call__(self, dispute: Dispute, actor: Actor, *, moved: bool, opened: bool) -> None: ...


_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    if listener not in _listeners:
        _listeners.append(listener)


def follow(dispute: Dispute, actor: Actor, *, moved: bool, opened: bool) -> None:
    for listener in _listeners:
        listener(dispute, actor, moved=moved, opened=opened)
