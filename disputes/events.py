"""Writing a dispute's timeline: one event for each thing that happened to it, in the same transaction."""

from __future__ import annotations

from typing import Any

from customers.actors import Actor
from customers.correlation import correlation_id
from customers.together import add
from disputes.models import Dispute, DisputeEvent


def record(dispute: Dispute, kind: str, actor: Actor, from_state: str = "", **data: Any) -> DisputeEvent:
    """Append an event. With `from_state` it is a move to the dispute's present state."""
    return add(
        DisputeEvent(
            dispute=dispute,
            kind=kind,
            from_state=from_state,
            to_state=dispute.state if from_state else "",
            actor=actor.key,
            actor_label=actor.label,
            data=data,
            correlation_id=correlation_id(),
        )
    )
