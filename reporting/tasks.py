"""The worker's rounds for papers and figures."""

from __future__ import annotations

import time

from celery import shared_task

from customers import doorbell
from reporting.actions import make_statement_batch
from reporting.actions.make_statement import make_next_statement
from reporting.facts.count import count_figures as _count_figures
from reporting.facts.rebuild import make_if_small

PAPER_SECONDS, BATCH_SECONDS = 900, 3600
"""How long a round may take: a paper of 2,000 pages, and 20,000 papers of one page."""

ROUND_SECONDS = 15
"""Well under the hard time limit of a task; what is left then waits for the next tick."""


@shared_task(soft_time_limit=PAPER_SECONDS, time_limit=PAPER_SECONDS + 20)
def make_statements() -> int:
    """Print until no statement waits.

    May run for longer than the broker waits before it hands a task out again; the second one then finds a lease.
    """
    doorbell.answer(make_statements.name)
    made = 0
    while make_next_statement():
        made += 1
    return made


@shared_task(soft_time_limit=BATCH_SECONDS, time_limit=BATCH_SECONDS + 20)
def make_statement_batches() -> int:
    """Print until no batch waits; each one may take minutes, and holds its lease while it goes on."""
    doorbell.answer(make_statement_batches.name)
    made = 0
    while make_statement_batch.make_next_batch():
        made += 1
    return made


@shared_task
def count_figures() -> int:
    """Bring the sums of finance up to date, or make them where a small shop has none."""
    stop_at = time.monotonic() + ROUND_SECONDS
    if make_if_small(stop_at):
        return 0
    return _count_figures(stop_at)
