"""An alert that waits is never nobody's: it goes to whoever answers disputes, in the same turn as these."""

from __future__ import annotations

from disputes.models import Alert
from disputes.owners import TURNS, may_answer, next_in_turn
from disputes.prevention.events import record


def give_owner(alert: Alert) -> bool:
    """Set the owner of a locked alert that nobody at work has; the caller saves it. True where somebody is new."""
    if alert.owner is not None and may_answer(alert.owner):
        return False
    person = next_in_turn()
    if person is None:
        return False
    alert.owner = person
    record(alert, "alert.assigned", TURNS, to=person.label)
    return True
