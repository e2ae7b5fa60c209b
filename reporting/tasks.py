"""The worker's rounds for papers and figures."""

from __future__ import annotations

import time

from celery import shared_task

from customers import doorbell
from reporting.actions import close_period, make_pack
from reporting.actions.make_statement import LEASE_SECONDS, make_next_statement
from reporting.facts.count import count_figures as _count_figures
from reporting.facts.rebuild import make_if_small

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


@shared_task(soft_time_limit=close_period.LEASE_SECONDS - 40, time_limit=close_period.LEASE_SECONDS - 20)
def finish_closings() -> int:
    """Check and freeze every period that is being closed."""
    doorbell.answer(finish_closings.name)
    finished = 0
    while close_period.finish_next_closing():
        finished += 1
    return finished


@shared_task(soft_time_limit=make_pack.LEASE_SECONDS - 40, time_limit=make_pack.LEASE_SECONDS - 20)
def make_packs() -> int:
    """Make monthly packs until none waits."""
    doorbell.answer(make_packs.name)
    made = 0
    while make_pack.make_next_pack():
        made += 1
    return made


@shared_task
def count_figures() -> int:
    """Bring the sums of finance up to date, or make them where a small shop has none."""
    stop_at = time.monotonic() + ROUND_SECONDS
    if make_if_small(stop_at):
        return 0
    return _count_figures(stop_at)
