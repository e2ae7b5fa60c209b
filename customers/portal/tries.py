"""Counting tries at the door, so that nobody guesses order numbers. Counted in the database: every process sees all."""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.errors import RecourseError
from customers.tries import count_up

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
    tries_by_address = count_up(f"{door} address {email.strip().lower()}", WINDOW_SECONDS)
    tries_from_place = count_up(f"{door} place {place}", WINDOW_SECONDS)
    if tries_by_address > TRIES_PER_ADDRESS or tries_from_place > TRIES_PER_PLACE:
        raise TooManyTries(_("That were too many tries. Please wait 15 minutes, then try again."))
