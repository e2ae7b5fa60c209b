"""The worker's rounds of this room: papers, figures, and what dashboards have counted beside them."""

from __future__ import annotations

import time

from celery import shared_task

from customers import doorbell
from reporting.actions.make_statement import LEASE_SECONDS, make_next_statement
from reporting.customer_months.count import count_months
from reporting.facts.count import count_figures as _count_figures
from reporting.facts.prove import prove_last_days
from reporting.facts.rebuild import make_if_small
from reporting.networks.count import count_networks

COUNT_SECONDS = 240
ROUND_SECONDS = 15
"""Well under the hard time limit of a task; what is left then waits for the next tick."""


@shared_task(soft_time_limit=LEASE_SECONDS - 40, time_limit=LEASE_SECONDS - 20)
def make_statements() -> int:
    """Print until no statement waits.

    May run for longer than the broker waits before it hands a task out again; the second one then finds a lease.
    """
    doorbell.answer(make_statements.name)
    made = 0
    while make_next_statement():
        made += 1
    return made


@shared_task
def count_figures() -> int:
    """Bring the sums of finance up to date, or make them where a small shop has none."""
    stop_at = time.monotonic() + ROUND_SECONDS
    if make_if_small(stop_at):
        return 0
    return _count_figures(stop_at)


@shared_task(soft_time_limit=COUNT_SECONDS, time_limit=COUNT_SECONDS + 20)
def count_for_dashboards() -> int:
    """Count what the networks look at, and the customers of months in which something was booked.

    Another round finds what is left.
    """
    written = count_networks()
    return written + count_months(time.monotonic() + COUNT_SECONDS / 2)


@shared_task
def prove_figures() -> None:
    """Compare the sums of the last days with what they are made of, for the page of operations."""
    prove_last_days()
