"""The worker's round for papers."""

from __future__ import annotations

from celery import shared_task

from customers import doorbell
from reporting.actions import make_statement_batch
from reporting.actions.make_statement import make_next_statement

PAPER_SECONDS, BATCH_SECONDS = 900, 3600
"""How long a round may take: a paper of 2,000 pages, and 20,000 papers of one page."""


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
