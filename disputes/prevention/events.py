"""Writing an alert's timeline, and telling the shop's systems of each step that changes where it stands."""

from __future__ import annotations

from typing import Any

from customers.actors import Actor
from customers.correlation import correlation_id
from customers.together import add
from disputes.models import Alert, AlertEvent
from disputes.prevention.outgoing import announce_step


def record(alert: Alert, kind: str, actor: Actor, from_state: str = "", **data: Any) -> AlertEvent:
    """Append an event. With `from_state` it is a move to the alert's present state, and the listeners hear of it."""
    event = add(
        AlertEvent(
            alert=alert,
            kind=kind,
            from_state=from_state,
            to_state=alert.state if from_state else "",
            actor=actor.key,
            actor_label=actor.label,
            data=data,
            correlation_id=correlation_id(),
        )
    )
    if from_state or kind == "alert.received":
        announce_step(alert, event)
    return event
