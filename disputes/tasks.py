"""Background jobs of this room. They carry no data; the work is in the actions."""

from __future__ import annotations

from celery import shared_task

from disputes.actions.look_at_deadlines import look_at_deadlines as _look_at_deadlines


@shared_task(name="disputes.tasks.look_at_deadlines")
def look_at_deadlines() -> int:
    return _look_at_deadlines()
