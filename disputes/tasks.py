"""Rounds for the workers about disputes. Tasks carry nothing: what is to do stands in the database."""

from __future__ import annotations

import time

from celery import shared_task

from customers import doorbell
from disputes.actions.find_patterns import find_patterns as _find_patterns
from disputes.actions.follow_rules import follow_rules as _follow_rules
from disputes.actions.look_at_alerts import look_at_alerts as _look_at_alerts
from disputes.actions.look_at_deadlines import look_at_deadlines as _look_at_deadlines
from disputes.actions.send_answers import work_due_answers
from disputes.results.count import count_results as _count_results
from disputes.weighing.keep import weigh_anew
from disputes.weighing.tally import count_anew

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


@shared_task
def count_results() -> int:
    """Count how the disputes that changed ended, for the page of results."""
    return _count_results(time.monotonic() + ROUND_SECONDS)


@shared_task
def find_patterns() -> int:
    """Look for what repeats in disputes."""
    return _find_patterns()


@shared_task
def follow_rules() -> int:
    """Give in to small disputes where a manager's rule says so."""
    return _follow_rules()


@shared_task
def count_outcomes() -> None:
    """Count how disputes ended, for the chances, and weigh with them what waits for an answer."""
    stop_at = time.monotonic() + ROUND_SECONDS
    count_anew()
    weigh_anew(stop_at)
