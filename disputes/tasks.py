"""Rounds for the workers about disputes. Tasks carry nothing: what is to do stands in the database."""

from __future__ import annotations

import time

from celery import shared_task

from customers import doorbell
from disputes.actions.look_at_alerts import look_at_alerts as _look_at_alerts
from disputes.actions.look_at_deadlines import look_at_deadlines as _look_at_deadlines
from disputes.actions.send_answers import work_due_answers

ROUND_SECONDS = 15
"""Well under the hard time limit of a task; what is left then waits for the next bell."""


@shared_task
def look_at_deadlines() -> int:
    return _look_at_deadlines()


@shared_task
def look_at_alerts() -> int:
    return _look_at_alerts()


@shared_task
def work_answers() -> int:
    """Hand in answers that are due, and ask about those whose reply was lost."""
    doorbell.answer(work_answers.name)
    return work_due_answers(time.monotonic() + ROUND_SECONDS)
