"""The socket: which handler works off which topic of webhook. Rooms to the right fill it in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable

from refunds.models import WebhookEvent

Handler = Callable[[WebhookEvent], str]
"""Acts on one stored event and returns what it did, in words for staff; Unmatched puts it before a person."""


_handlers: dict[str, Handler] = {}


def handle_topic(topic: str, handler: Handler) -> None:
    _handlers[topic] = handler


def handler_of(topic: str) -> Handler | None:
    return _handlers.get(topic)
