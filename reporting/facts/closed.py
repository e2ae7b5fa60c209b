"""Days whose figures never change again, as the closings say.

A period that is being closed is not closed yet for figures: what is still to be counted of it is counted first.
"""

from __future__ import annotations

from datetime import date

from reporting.models import PeriodClosing


def closed_until() -> date | None:
    """The last day of the shop that is closed; None where none is."""
    closed = PeriodClosing.objects.filter(state=PeriodClosing.State.CLOSED).order_by("-ends_at")
    return closed.values_list("last_on", flat=True).first()


def is_closed(day: date) -> bool:
    last = closed_until()
    return last is not None and day <= last
