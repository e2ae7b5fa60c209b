"""The one shape of an error, whoever answers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from customers.correlation import correlation_id
from customers.errors import RecourseError


def error_body(code: str, message: str, fields: Mapping[str, Sequence[str]] | None = None) -> dict[str, Any]:
    """Write {"error": {"code", "message", "fields", "correlation_id"}}."""
    return {
        "error": {
            "code": code,
            "message": str(message),
            "fields": {name: [str(text) for text in texts] for name, texts in (fields or {}).items()},
            "correlation_id": correlation_id(),
        }
    }


def body_of(trouble: RecourseError, field: str | None = None) -> dict[str, Any]:
    """Write a refusal of ours; `field` is the name that this door gives to the input at fault."""
    field = field or trouble.field
    return error_body(trouble.code, trouble.message, {field: [trouble.message]} if field else None)
