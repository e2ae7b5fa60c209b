"""The socket: which handler works off which topic of webhook. Rooms to the right fill it in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from refunds.gateways.base import Gateway
from refunds.gateways.types import Capabilities
from refunds.models import WebhookEvent

Handler = Callable[[WebhookEvent], str]
"""Acts on one stored event and returns what it did, in words for staff; Unmatched puts it before a person."""


class Asking(NamedTuple):
    """What a handler wants to know of the gateway about the thing that its event names, by the gateway's reference.

    `can` says whether such a gateway can be asked at all.
    """

    can: Callable[[Capabilities], bool]
    ask: Callable[[Gateway, str], Any]


_handlers: dict[str, Handler] = {}
_askings: dict[str, Asking] = {}


def handle_topic(topic: str, handler: Handler, asks: Asking | None = None) -> None:
    """Plug in a handler. What it `asks` is asked for many events side by side before it begins (`present_record`)."""
    _handlers[topic] = handler
    if asks is not None:
        _askings[topic] = asks


def handler_of(topic: str) -> Handler | None:
    return _handlers.get(topic)


def asking_of(topic: str) -> Asking | None:
    return _askings.get(topic)


def is_asked(capabilities: Capabilities) -> bool:
    """Whether a gateway that can do so much is asked about any of its events."""
    return any(asking.can(capabilities) for asking in _askings.values())
