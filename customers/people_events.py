"""Writing down what was done to somebody's account, in the same transaction."""

from __future__ import annotations

from typing import Any

from customers.actors import Actor
from customers.correlation import correlation_id
from customers.models import PeopleEvent, User
from customers.together import add


def record_about(person: User | None, kind: str, actor: Actor, about: str = "", **data: Any) -> PeopleEvent:
    """Append an event. `about` names who has no account yet, or the key."""
    return add(
        PeopleEvent(
            person=person,
            kind=kind,
            about=about or (person.email if person else ""),
            actor=actor.key,
            actor_label=actor.label,
            data=data,
            correlation_id=correlation_id(),
        )
    )
