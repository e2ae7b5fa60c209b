"""Wake-ups for workers after a commit. A lost one costs seconds, never work: beat looks at the tables as well."""

from __future__ import annotations

import time
from functools import cache
from typing import Any

import structlog
from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

BELL_SECONDS = 5
"""How long a bell that nobody answers keeps further bells from ringing."""

log = structlog.get_logger(__name__)

_silent_until = 0.0


def ring(task: Any) -> None:
    """Send the task, unless it was sent a moment ago and no worker has looked yet. Never raises, never waits long.

    After a broken try the bell stays silent for a while: a hanging broker shall not slow every commit down.
    """
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        if _redis().set(_bell(task), 1, nx=True, ex=BELL_SECONDS):
            task.apply_async(retry=False)
    except Exception as trouble:
        _silent_until = time.monotonic() + BELL_SECONDS
        log.warning("doorbell.silent", task=task.name, error=str(trouble))


def answer(task: Any) -> None:
    """Take the bell away before looking, so that work committed from now on rings again."""
    try:
        _redis().delete(_bell(task))
    except Exception as trouble:
        log.warning("doorbell.stuck", task=task.name, error=str(trouble))


def _bell(task: Any) -> str:
    return f"{settings.QUEUE_PREFIX}bell:{task.name}"


@cache
def _redis() -> Redis:
    return Redis.from_url(
        settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1, retry=Retry(NoBackoff(), 0)
    )
