"""Making a declared move of a locked alert and writing it down, in one place for all who do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from customers.actors import Actor
from disputes.models import Alert
from disputes.prevention.events import record


def move(alert: Alert, transition: Callable[[], None], actor: Actor, **data: Any) -> None:
    """Make the move, save, and record it under the state that it led to."""
    came_from = alert.state
    transition()
    alert.save()
    record(alert, f"alert.{alert.state}", actor, came_from, **data)
