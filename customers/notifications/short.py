"""A message in a line or two, for a telephone or a chat: the letter's own subject, and where to read on."""

from __future__ import annotations

from typing import Any

from django.conf import settings


def short_text(subject: str, door: Any) -> str:
    """The shop's name, the subject, the address: cut within the words where it would be too long."""
    tail = f" {door}" if door else ""
    room = settings.SHORT_MESSAGE_LENGTH - len(tail)
    words = f"{settings.SHOP_NAME}: {subject}"
    return (words if len(words) <= room else f"{words[: room - 1].rstrip()}…") + tail
