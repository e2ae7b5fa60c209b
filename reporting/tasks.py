"""The worker's round for papers."""

from __future__ import annotations

from celery import shared_task

from customers import doorbell
from reporting.actions import make_pack
from reporting.actions.close_period import finish_next_closing
from reporting.actions.make_statement import LEASE_SECONDS, make_next_statement


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


@shared_task(soft_time_limit=LEASE_SECONDS - 40, time_limit=LEASE_SECONDS - 20)
def finish_closings() -> int:
    """Check and freeze every period that is being closed."""
    doorbell.answer(finish_closings.name)
    finished = 0
    while finish_next_closing():
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
