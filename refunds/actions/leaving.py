"""What becomes of the open cases of somebody who leaves: they are nobody's, and so everybody sees them."""

from __future__ import annotations

from customers.actors import Actor
from customers.models import User
from refunds.models import Refund

State = Refund.State
ENDED = (State.COMPLETED, State.REJECTED, State.CANCELED)


def hand_back_cases(*, actor: Actor, person: User) -> int:
    """Take the person's name off every case that is not finished; return how many. Runs in the caller's transaction."""
    cases = Refund.objects.filter(assignee=person).exclude(state__in=ENDED)
    for case in cases:
        case.assignee = None
        case.save(update_fields=["assignee"])
    return len(cases)
