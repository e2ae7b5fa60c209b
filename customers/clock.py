"""What time it is for the business. The demo's past is told with real actions at the moments they would have happened.

Leases and due times of workers use the database's own clock instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_set_to: ContextVar[datetime | None] = ContextVar("recourse_clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _set_to.get() or timezone.now()


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Let everything inside the block happen at this moment."""
    token = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(token)
