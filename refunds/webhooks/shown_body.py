"""The stored bytes of a webhook for somebody's eyes: readable, and without secrets, mail addresses and card numbers."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

LONGEST = 20_000
UNREADABLE = "…"


def shown_body(body: bytes) -> str:
    """JSON is set line by line; anything else is shown as text. Long bodies end in an ellipsis."""
    text = body[: 4 * LONGEST].decode("utf-8", "replace")
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return _cut(_redaction().text(_printable(text)))
    try:
        cleaned = _redaction().value(said)
    except RecursionError:
        return _cut(_redaction().text(_printable(text)))
    return _cut(json.dumps(cleaned, indent=2, ensure_ascii=False))


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() or letter in "\n\t" else UNREADABLE for letter in text)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}\n…"


@cache
def _redaction() -> Any:
    """The same that keeps secrets out of our logs."""
    return import_string(settings.REDACTION)(settings.LOGGING["secrets"])
