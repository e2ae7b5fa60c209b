"""Numbers of credit notes: how they are written, and taking the next one so that none is ever missing."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext as _

from customers.errors import BadInput
from refunds.models import CreditNoteSeries, LegalEntity

_PART = re.compile(r"\{(year|number)(?::0?([1-9]))?\}")
_PLAIN = re.compile(r"[A-Za-z0-9-]*")
LONGEST = 40


def checked_format(text: str) -> str:
    """Accept a way of writing numbers: {number} once, {year} at most once, and plain signs around them."""
    names = [match[1] for match in _PART.finditer(text)]
    if (
        names.count("number") != 1
        or names.count("year") > 1
        or len(text) > LONGEST
        or not _PLAIN.fullmatch(_PART.sub("", text))
        or re.search(r"\{year:", text)
    ):
        raise BadInput(
            _("Write {number} once, {year} at most once, and letters, figures and dashes around them."),
            "bad_number_format",
            "number_format",
        )
    return text


def written(number_format: str, year: int, serial: int) -> str:
    """Write a number: CN-{year}-{number:05} is CN-2026-00042."""
    return _PART.sub(
        lambda part: str(year) if part[1] == "year" else str(serial).zfill(int(part[2] or 1)), number_format
    )


def take_number(entity: LegalEntity, issued_on: date) -> tuple[str, int, int]:
    """Take the next number with its year and serial. Call it inside the transaction that writes the document.

    The series stays locked until that transaction ends: whoever else issues waits, and takes this number if it fails.
    """
    year = issued_on.year if "{year}" in entity.number_format else 0
    CreditNoteSeries.objects.bulk_create([CreditNoteSeries(entity=entity, year=year)], ignore_conflicts=True)
    series = CreditNoteSeries.objects.select_for_update().get(entity=entity, year=year)
    serial = series.next_number
    series.next_number = serial + 1
    series.save(update_fields=["next_number"])
    return written(entity.number_format, year, serial), year, serial
