"""The socket: which handler works off which topic. Filled by each room in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from refunds.models import WorkOrder

Handler = Callable[[Sequence[WorkOrder]], None]
"""Works off leased orders of one topic. Must finish, postpone or park each; what it leaves is leased again."""

_handlers: dict[str, Handler] = {}


def handle(topic: str, handler: Handler) -> None:
    _handlers[topic] = handler


def handler_of(topic: str) -> Handler:
    return _handlers[topic]


def topics() -> list[str]:
    return sorted(_handlers)
