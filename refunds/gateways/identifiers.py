"""Ids out of messages from outside, before they come near the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MAX_LENGTH = 191


def identifier(value: Any) -> str:
    """Return an id, bare or in the object it was expanded to, or "" for none. Raises ValueError or KeyError."""
    text = value["id"] if isinstance(value, Mapping) else value
    if text is None:
        return ""
    if not isinstance(text, str) or len(text) > MAX_LENGTH or not text.isprintable():
        raise ValueError("an id is a short printable text")
    return text
