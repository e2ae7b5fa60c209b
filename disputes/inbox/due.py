"""How long an answer still has until our own deadline, and by when the gateway wants it."""

from __future__ import annotations

from datetime import datetime

from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _

from customers.looks import look_of
from disputes.models import Dispute
from refunds.worklist.due import Due
from refunds.worklist.fields import end_of_day


def due_of(dispute: Dispute, now: datetime) -> Due | None:
    """When the answer is due here; None where it is not our turn."""
    due_by = dispute.answer_by or dispute.respond_by
    if dispute.state not in Dispute.OURS or due_by is None:
        return None
    if due_by <= now:
        return Due(look_of("due", "overdue"), _("%s over") % timesince(due_by, now, depth=1), True)
    word = "today" if due_by < end_of_day(now) else "later"
    return Due(look_of("due", word), _("%s left") % timeuntil(due_by, now, depth=1), False)
