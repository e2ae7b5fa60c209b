"""The socket for papers that go along with a letter: made by the room that knows the letter, when it is delivered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from customers.models import Message


class Attachment(NamedTuple):
    name: str
    content: bytes
    media_type: str


Maker = Callable[[Message], Sequence[Attachment]]

_makers: dict[str, Maker] = {}


def attach_to(kind: str, maker: Maker) -> None:
    """Let every letter of this kind take along what `maker` gives. A maker that raises makes the letter wait."""
    _makers[kind] = maker


def attachments_of(message: Message) -> Sequence[Attachment]:
    maker = _makers.get(message.kind)
    return maker(message) if maker else ()
