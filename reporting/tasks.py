"""The worker's rounds of this room: papers, files, figures, forecasts, and what dashboards have counted beside them."""

from __future__ import annotations

import time
from collections.abc import Callable

from celery import shared_task
from django.conf import settings

from customers import doorbell
from reporting.actions import close_period, make_forecast, make_pack, make_statement_batch
from reporting.actions.deliver_exports import deliver_due_exports
from reporting.actions.make_export import forget_old_exports, make_next_export
from reporting.actions.make_statement import make_next_statement
from reporting.actions.order_forecast import order_daily_forecast
from reporting.actions.schedule_exports import begin_due_schedules
from reporting.actions.watch_cash import watch_cash
from reporting.customer_months.count import count_months
from reporting.facts.count import count_figures as _count_figures
from reporting.facts.prove import prove_last_days
from reporting.facts.rebuild import make_if_small
from reporting.networks.count import count_networks

EXPORT_SECONDS, DELIVERY_SECONDS = 3_600, 1_800
"""The longest that one round may take; its lease is renewed while it goes on."""

COUNT_SECONDS = 240
PAPER_SECONDS, BATCH_SECONDS = 900, 3600
"""How long a round may take: a paper of 2,000 pages, and 20,000 papers of one page."""

ROUND_SECONDS = 15
"""Well under the hard time limit of a task; what is left then waits for the next tick."""

UNNOTICED_SECONDS, LONGEST_REST_SECONDS = 2, 60
"""How long the sums of finance rest after they were brought up to date: what is shorter than a tick is none."""


@shared_task(soft_time_limit=PAPER_SECONDS, time_limit=PAPER_SECONDS + 20)
def make_statements() -> int:
    """Print until no statement waits.

    May run for longer than the broker waits before it hands a task out again; the second one then finds a lease.
    """
    return _until_none(make_statements.name, make_next_statement)


@shared_task(soft_time_limit=close_period.LEASE_SECONDS - 40, time_limit=close_period.LEASE_SECONDS - 20)
def finish_closings() -> int:
    """Check and freeze every period that is being closed."""
    return _until_none(finish_closings.name, close_period.finish_next_closing)


@shared_task(soft_time_limit=make_pack.LEASE_SECONDS - 40, time_limit=make_pack.LEASE_SECONDS - 20)
def make_packs() -> int:
    """Make monthly packs until none waits."""
    return _until_none(make_packs.name, make_pack.make_next_pack)


@shared_task(soft_time_limit=BATCH_SECONDS, time_limit=BATCH_SECONDS + 20)
def make_statement_batches() -> int:
    """Print until no batch waits; each one may take minutes, and holds its lease while it goes on."""
    return _until_none(make_statement_batches.name, make_statement_batch.make_next_batch)


@shared_task
def count_figures() -> int:
    """Bring the sums of finance up to date, or make them where a small shop has none.

    A busy day is summed up as a whole each time; after that it rests, or it would take a processor for itself.
    """
    if doorbell.is_resting(count_figures.name):
        return 0
    began = time.monotonic()
    counted = 0 if make_if_small(began + ROUND_SECONDS) else _count_figures(began + ROUND_SECONDS)
    rest = min(settings.FIGURES_REST_TIMES * (time.monotonic() - began), LONGEST_REST_SECONDS)
    if rest > UNNOTICED_SECONDS:
        doorbell.rest(count_figures.name, rest)
    return counted


@shared_task(soft_time_limit=COUNT_SECONDS, time_limit=COUNT_SECONDS + 20)
def count_for_dashboards() -> int:
    """Count what the networks look at, and the customers of months in which something was booked.

    Another round finds what is left.
    """
    written = count_networks()
    return written + count_months(time.monotonic() + COUNT_SECONDS / 2)


@shared_task(soft_time_limit=EXPORT_SECONDS - 60, time_limit=EXPORT_SECONDS)
def make_exports() -> int:
    """Make files until none waits. Handed out again meanwhile, the second one finds leases."""
    made = _until_none(make_exports.name, make_next_export)
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


@shared_task(soft_time_limit=make_forecast.LEASE_SECONDS - 40, time_limit=make_forecast.LEASE_SECONDS - 20)
def make_forecasts() -> int:
    """Order today's forecast if there is none, then make what waits; a second worker finds a lease."""
    order_daily_forecast()
    return _until_none(make_forecasts.name, make_forecast.make_next_forecast)


@shared_task(name="reporting.tasks.watch_cash")
def look_at_cash() -> int:
    """Ask the gateways what is there, and warn of accounts that may run dry."""
    return watch_cash()


@shared_task
def prove_figures() -> None:
    """Compare the sums of the last days with what they are made of, for the page of operations."""
    prove_last_days()


def _until_none(task: str, take_next: Callable[[], bool]) -> int:
    """Answer the bell, then take one after the other until none waits; return how many there were."""
    doorbell.answer(task)
    taken = 0
    while take_next():
        taken += 1
    return taken
