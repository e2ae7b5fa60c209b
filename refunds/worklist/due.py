"""How long an answer still has, or how much over its promised time it is."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _

from customers.looks import Look, look_of
from refunds.models import Refund
from refunds.worklist.fields import end_of_day


class Due(NamedTuple):
    """`look` has the word and the shape, `text` the time in words, `is_over` whether the promise is broken."""

    look: Look
    text: str
    is_over: bool


def due_of(refund: Refund, now: datetime) -> Due | None:
    """Say when an answer is due; None where nobody waits for one."""
    if refund.state not in Refund.WAITING:
        return None
    if refund.decide_by <= now:
        return Due(look_of("due", "overdue"), _("%s over") % timesince(refund.decide_by, now, depth=1), True)
    left = _("%s left") % timeuntil(refund.decide_by, now, depth=1)
    word = "today" if refund.decide_by < end_of_day(now) else "later"
    return Due(look_of("due", word), left, False)
