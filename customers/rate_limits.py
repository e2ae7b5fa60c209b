"""How often somebody may call: counted in Valkey in one step, so that many processes together never admit too many.

While Valkey is away the database counts, from the start of a new window; while both are away everybody may call. A
limit that cannot be counted refuses nobody.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from functools import cache

import structlog
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _
from redis import Redis
from redis.backoff import NoBackoff
from redis.commands.core import Script
from redis.retry import Retry

from customers.errors import RecourseError

SILENT_SECONDS = 5
"""How long the database counts after Valkey did not answer, before it is tried again."""

NO_LIMIT = 0

log = structlog.get_logger(__name__)

_silent_until = 0.0


@dataclass(frozen=True, slots=True)
class Allowance:
    """Where a caller stands in the present window, this call included."""

    limit: int
    used: int
    resets_in_seconds: int

    @property
    def left(self) -> int:
        return max(0, self.limit - self.used)

    @property
    def is_over(self) -> bool:
        return self.used > self.limit

    def headers(self) -> dict[str, str]:
        """As the draft "RateLimit header fields for HTTP" had them, with Retry-After for a refused call."""
        said = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.left),
            "RateLimit-Reset": str(self.resets_in_seconds),
        }
        return {**said, "Retry-After": str(self.resets_in_seconds)} if self.is_over else said


class TooManyCalls(RecourseError):
    """The limit of this window is used up. Nothing was done."""

    status = 429
    code = "too_many_requests"

    def __init__(self, allowance: Allowance) -> None:
        super().__init__(
            _("That was too much at once. Nothing was done; try again in %d seconds.") % allowance.resets_in_seconds
        )
        self.allowance = allowance


def count_call(who: str, kind: str, limit: int, window_seconds: int) -> Allowance | None:
    """Count one call and say where the caller stands; None where there is no limit, or nobody who can count."""
    if limit == NO_LIMIT:
        return None
    key = hashlib.sha256(f"{kind} {who}".encode()).hexdigest()
    counted = _count_in_valkey(key, window_seconds) or _count_in_database(key, window_seconds)
    return Allowance(limit, counted[0], max(1, counted[1])) if counted else None


def require_allowance(who: str, kind: str, limit: int, window_seconds: int) -> None:
    """Count one call; raise TooManyCalls above the limit."""
    allowance = count_call(who, kind, limit, window_seconds)
    if allowance is not None and allowance.is_over:
        raise TooManyCalls(allowance)


_COUNT_IN_VALKEY = """
local used = redis.call('INCR', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  left = tonumber(ARGV[1])
end
return {used, left}
"""

_COUNT_IN_DATABASE = """
    INSERT INTO customers_trycount AS t (key, tries, window_ends_at)
    VALUES (%(key)s, 1, clock_timestamp() + %(seconds)s * interval '1 second')
    ON CONFLICT (key) DO UPDATE SET
        tries = CASE WHEN t.window_ends_at <= clock_timestamp() THEN 1 ELSE t.tries + 1 END,
        window_ends_at =
            CASE WHEN t.window_ends_at <= clock_timestamp() THEN EXCLUDED.window_ends_at ELSE t.window_ends_at END
    RETURNING tries, ceil(extract(epoch FROM window_ends_at - clock_timestamp()))::int
"""


def _count_in_valkey(key: str, window_seconds: int) -> tuple[int, int] | None:
    """One script, one round trip: used, and seconds until the window ends."""
    global _silent_until
    if time.monotonic() < _silent_until:
        return None
    try:
        used, left_ms = _script(settings.REDIS_URL)(
            keys=[f"{settings.QUEUE_PREFIX}calls:{key}"], args=[1000 * window_seconds]
        )
    except Exception as trouble:
        _silent_until = time.monotonic() + SILENT_SECONDS
        log.warning("rate_limit.counted_in_database", error=str(trouble))
        return None
    return int(used), -(-int(left_ms) // 1000)


def _count_in_database(key: str, window_seconds: int) -> tuple[int, int] | None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_COUNT_IN_DATABASE, {"key": key, "seconds": window_seconds})
            used, left = cursor.fetchone()
    except DatabaseError as trouble:
        log.warning("rate_limit.not_counted", error=str(trouble))
        return None
    return int(used), int(left)


@cache
def _script(url: str) -> Script:
    line = Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5, retry=Retry(NoBackoff(), 0))
    return line.register_script(_COUNT_IN_VALKEY)
