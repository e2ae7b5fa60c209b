"""The worker's rounds for papers and files."""

from __future__ import annotations

from celery import shared_task

from customers import doorbell
from reporting.actions.deliver_exports import deliver_due_exports
from reporting.actions.make_export import forget_old_exports, make_next_export
from reporting.actions.make_statement import LEASE_SECONDS, make_next_statement
from reporting.actions.schedule_exports import begin_due_schedules

EXPORT_SECONDS = 3_600
"""The longest that one round may take; its lease is renewed while it goes on."""

DELIVERY_SECONDS = 1_800


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


@shared_task(soft_time_limit=EXPORT_SECONDS - 60, time_limit=EXPORT_SECONDS)
def make_exports() -> int:
    """Make files until none waits. Handed out again meanwhile, the second one finds leases."""
    doorbell.answer(make_exports.name)
    made = 0
    while make_next_export():
        made += 1
    if made:
        doorbell.ring(deliver_exports.name)
    return made


@shared_task
def begin_scheduled_exports() -> int:
    """Order what schedules want now."""
    return begin_due_schedules()


@shared_task(soft_time_limit=DELIVERY_SECONDS - 30, time_limit=DELIVERY_SECONDS)
def deliver_exports() -> int:
    """Bring ready files to their places."""
    doorbell.answer(deliver_exports.name)
    return deliver_due_exports()


@shared_task
def forget_exports() -> int:
    """Delete the files whose time has passed."""
    return forget_old_exports()
