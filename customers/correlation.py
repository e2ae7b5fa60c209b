"""One id that follows a request into events, work orders, letters, attempts and logs, and on to the gateway."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

HEADER = "X-Request-ID"

_current: ContextVar[str] = ContextVar("recourse_correlation_id", default="")


def correlation_id() -> str:
    """The id of what is going on, or an empty string."""
    return _current.get()


def set_correlation_id(value: str) -> None:
    _current.set(value)


@contextmanager
def working_under(value: str) -> Iterator[None]:
    """Work inside the block for the request that had this id; without one, under the id that is there."""
    token = _current.set(value or _current.get())
    try:
        yield
    finally:
        _current.reset(token)
