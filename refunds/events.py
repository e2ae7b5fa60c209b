"""Writing the timeline: one event for each thing that happened to a refund, in the same transaction.

What means something outside the house is told to the shop's systems that listen.
"""

from __future__ import annotations

from typing import Any

from customers.actors import Actor
from customers.correlation import correlation_id
from customers.together import add, follow
from refunds.models import Refund, RefundEvent
from refunds.outgoing.announce import announce_events
from refunds.outgoing.refund_kinds import TOLD_AS


def record(refund: Refund, kind: str, actor: Actor, from_state: str = "", **data: Any) -> RefundEvent:
    """Append an event. With `from_state` it is a move to the refund's present state."""
    event = add(
        RefundEvent(
            refund=refund,
            kind=kind,
            from_state=from_state,
            to_state=refund.state if from_state else "",
            actor=actor.key,
            actor_label=actor.label,
            data=data,
            correlation_id=correlation_id(),
        )
    )
    if kind in TOLD_AS:
        follow(announce_events, event)
    return event
