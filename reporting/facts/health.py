"""How finance's sums are, for operators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from customers import clock
from reporting.facts.rebuild import is_small
from reporting.facts.state import known_state, may_be_read
from reporting.models import FigureMark

LATE_AFTER = timedelta(minutes=2)
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Health:
    """What an operator looks at: whether sums are missing (those of a small shop are soon made), up to when everything
    is in them, and what the last proof found.
    """

    is_missing: bool
    is_late: bool
    waiting: int
    counted_at: datetime | None
    proved_at: datetime | None
    differences: int
    said: list[str]


def health() -> Health:
    """How the sums are; `waiting` are marks, of which many may be about one day."""
    state = known_state()
    is_there, waiting = may_be_read(state), FigureMark.objects.count()
    counted = state.counted_at if is_there else None
    is_late = counted is not None and waiting > 0 and clock.now() - counted > LATE_AFTER
    differences = state.differences if is_there else 0
    is_missing = not is_there and not is_small()
    return Health(is_missing, is_late, waiting, counted, state.proved_at, differences, state.said[:SHOWN])
