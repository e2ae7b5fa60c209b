"""One id that follows a request into events, work orders and logs."""

from __future__ import annotations

from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("recourse_correlation_id", default="")


def correlation_id() -> str:
    """The id of what is going on, or an empty string."""
    return _current.get()


def set_correlation_id(value: str) -> None:
    _current.set(value)
