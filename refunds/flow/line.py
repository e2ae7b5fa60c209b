"""The line to Valkey: one script, one round trip, and no waiting for a server that is away."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cache
from typing import Any

import structlog
from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.commands.core import Script
from redis.retry import Retry

SILENT_SECONDS = 5
"""How long nobody asks after Valkey did not answer."""

log = structlog.get_logger(__name__)

_silent_until = 0.0


class Away(Exception):
    """Valkey does not answer."""


def run(script: str, keys: Sequence[str], args: Sequence[Any] = (), *, insist: bool = False) -> Any:
    """Run a script over these keys of ours. Raises Away, at once where it was away a moment ago, unless we insist."""
    global _silent_until
    if time.monotonic() < _silent_until and not insist:
        raise Away
    try:
        return _script(settings.REDIS_URL, script)(
            keys=[f"{settings.QUEUE_PREFIX}flow:{key}" for key in keys], args=args
        )
    except Exception as trouble:
        _silent_until = time.monotonic() + SILENT_SECONDS
        log.warning("flow.counted_alone", error=str(trouble))
        raise Away from trouble


@cache
def _script(url: str, script: str) -> Script:
    return _server(url).register_script(script)


@cache
def _server(url: str) -> Redis:
    return Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5, retry=Retry(NoBackoff(), 0))
