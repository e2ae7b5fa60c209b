"""Counting tries at the door, so that nobody guesses order numbers. Counted in the database: every process sees all."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db import connection
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from customers.errors import RecourseError
from customers.models import TryCount

WINDOW_SECONDS = 15 * 60
TRIES_PER_ADDRESS = 10
TRIES_PER_PLACE = 40
"""A place is an IP address: a family, an office or a mobile network may share one."""


class TooManyTries(RecourseError):
    """Somebody is guessing, or in a great hurry."""

    status = 429
    code = "too_many_tries"


def count_try(door: str, email: str, place: str) -> None:
    """Count one try by this mail address and from this place. Raises TooManyTries above either limit."""
    tries_by_address = _count_up(f"{door} address {email.strip().lower()}")
    tries_from_place = _count_up(f"{door} place {place}")
    if tries_by_address > TRIES_PER_ADDRESS or tries_from_place > TRIES_PER_PLACE:
        raise TooManyTries(_("That were too many tries. Please wait 15 minutes, then try again."))


_COUNT_UP = """
    INSERT INTO customers_trycount AS t (key, tries, window_ends_at)
    VALUES (%(key)s, 1, now() + %(seconds)s * interval '1 second')
    ON CONFLICT (key) DO UPDATE SET
        tries = CASE WHEN t.window_ends_at <= now() THEN 1 ELSE t.tries + 1 END,
        window_ends_at = CASE WHEN t.window_ends_at <= now() THEN EXCLUDED.window_ends_at ELSE t.window_ends_at END
    RETURNING tries
"""


def _count_up(what: str) -> int:
    """Add one in a single statement and return the count; a new window begins when the old one is over."""
    key = hashlib.sha256(what.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_UP, {"key": key, "seconds": WINDOW_SECONDS})
        (tries,) = cursor.fetchone()
    if tries == 1:
        TryCount.objects.filter(window_ends_at__lt=Now() - timedelta(days=1)).delete()
    return int(tries)
