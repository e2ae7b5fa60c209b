"""Days and hours as the reader's language writes them, by the Unicode locale data that Babel carries."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date

from customers.languages import present_language

SHORT, LONG = "medium", "long"
_ENGLISH = {SHORT: "d MMM y", LONG: "d MMMM y"}
"""Day before month, as most English-speaking countries write it."""


def day(moment: date, style: str = SHORT) -> str:
    """Write a day: "23 Nov 2026", "23.11.2026", "23 nov. 2026"; LONG spells the month out."""
    return _written(moment.date() if isinstance(moment, datetime) else moment, style, present_language())


@lru_cache(maxsize=10_000)
def _written(day: date, style: str, language: str) -> str:
    """A list has the same few days again and again."""
    return format_date(day, _ENGLISH[style] if language == "en" else style, locale=language)


def day_and_hour(moment: datetime, style: str = SHORT) -> str:
    """Write a moment that is already in the reader's zone: "23 Nov 2026, 05:05"."""
    return f"{day(moment, style)}, {moment:%H:%M}"
