"""Wake-ups for workers after a commit. A lost one costs seconds, never work: beat looks at the tables as well."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial

import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

DELIVER_LETTERS = "customers.tasks.deliver_due_messages"

BELL_SECONDS = 5
"""How long a bell that nobody answers keeps further bells from ringing."""

log = structlog.get_logger(__name__)

_silent_until = 0.0


def ring_after_commit(task: str) -> None:
    """Wake a worker once what it is woken for is really there."""
    transaction.on_commit(partial(ring, task), robust=True)


def ring(task: str) -> None:
    """Send the task of this name, unless it was sent just now and no worker has looked yet. Never raises or waits long.

    After a broken try the bell stays silent for a while: a hanging broker shall not slow every commit down.
    """
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        if _redis().set(_bell(task), 1, nx=True, ex=BELL_SECONDS):
            current_app.send_task(task, retry=False)
    except Exception as trouble:
        _silent_until = time.monotonic() + BELL_SECONDS
        log.warning("doorbell.silent", task=task, error=str(trouble))


def answer(task: str) -> None:
    """Take the bell away before looking, so that work committed from now on rings again."""
    try:
        _redis().delete(_bell(task))
    except Exception as trouble:
        log.warning("doorbell.stuck", task=task, error=str(trouble))


def work_off(task: str, seconds: float, work: Callable[[float], int], *, rings: bool = False) -> int:
    """Answer the bell, then work until nothing is due or the round is over; return how much was worked off.

    `work` is told when the round is over (monotonic), and answers how much it took. What is left then waits for the
    next bell, or rings for it.
    """
    answer(task)
    worked, stop_at = 0, time.monotonic() + seconds
    while taken := work(stop_at):
        worked += taken
        if time.monotonic() >= stop_at:
            if rings:
                ring(task)
            break
    return worked


@contextmanager
def first_at(task: str, seconds: int) -> Iterator[bool]:
    """Whether nobody else is at it: told for the block, for so long at most. Where nobody can say so, it is."""
    mark, place = secrets.token_hex(6), f"{settings.QUEUE_PREFIX}at:{task}"
    try:
        is_first = bool(_redis().set(place, mark, nx=True, ex=seconds))
    except Exception as trouble:
        log.warning("doorbell.nobody_seen", task=task, error=str(trouble))
        is_first = True
    try:
        yield is_first
    finally:
        if is_first:
            _leave(place, mark)


def rest(task: str, seconds: float) -> None:
    """Let nobody begin with it for a while."""
    with suppress(Exception):
        _redis().set(_rest(task), 1, px=max(int(1000 * seconds), 1))


def is_resting(task: str) -> bool:
    """Whether it was begun so lately that it can wait. Where nobody can say so, it does not."""
    try:
        return bool(_redis().exists(_rest(task)))
    except Exception:
        return False


def _leave(place: str, mark: str) -> None:
    """Only one's own place: whoever was slow may have lost it to somebody else."""
    with suppress(Exception):
        _redis().eval("if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end", 1, place, mark)


def _rest(task: str) -> str:
    return f"{settings.QUEUE_PREFIX}rest:{task}"


def _bell(task: str) -> str:
    return f"{settings.QUEUE_PREFIX}bell:{task}"


@cache
def _redis() -> Redis:
    return Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1, retry=Retry(NoBackoff(), 0))
