"""Counting in the database, in one statement: every process sees every try, and of two at once both are counted."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db import connection
from django.db.models.functions import Now

from customers.models import TryCount

_COUNT_UP = """
    INSERT INTO customers_trycount AS t (key, tries, window_ends_at)
    VALUES (%(key)s, 1, now() + %(seconds)s * interval '1 second')
    ON CONFLICT (key) DO UPDATE SET
        tries = CASE WHEN t.window_ends_at <= now() THEN 1 ELSE t.tries + 1 END,
        window_ends_at = CASE WHEN t.window_ends_at <= now() THEN EXCLUDED.window_ends_at ELSE t.window_ends_at END
    RETURNING tries
"""


def count_up(what: str, seconds: int) -> int:
    """Add one and return the count; a new window of so many seconds begins when the old one is over."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_UP, {"key": _key(what), "seconds": seconds})
        (tries,) = cursor.fetchone()
    if tries == 1:
        TryCount.objects.filter(window_ends_at__lt=Now() - timedelta(days=1)).delete()
    return int(tries)


def forget(what: str) -> None:
    """Begin again at nothing."""
    TryCount.objects.filter(key=_key(what)).delete()


def _key(what: str) -> str:
    return hashlib.sha256(what.encode(errors="replace")).hexdigest()
