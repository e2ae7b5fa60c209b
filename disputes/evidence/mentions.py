"""Days and amounts that a text names, as people write them. What leaves room for doubt is not read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from customers.errors import BadInput
from customers.money import exponent

# --- days ------------------------------------------------------------------------------------------

_YEAR, _NUMBER, _NAME = r"(20\d{2})\b", r"(\d{1,2})", r"([A-Z][a-z]+)\.?"
_ISO = re.compile(rf"\b{_YEAR}-(\d{{2}})-(\d{{2}})\b")
_DOTTED = re.compile(rf"(?<![\d.]){_NUMBER}\.{_NUMBER}\.{_YEAR}")
_DAY_FIRST = re.compile(rf"\b{_NUMBER}(?:st|nd|rd|th)?\.? {_NAME},? {_YEAR}")
_MONTH_FIRST = re.compile(rf"\b{_NAME} {_NUMBER}(?:st|nd|rd|th)?,? {_YEAR}")
_MONTHS = {f"{date(2026, month, 1):{form}}": month for month in range(1, 13) for form in ("%B", "%b")} | {"Sept": 9}


def days_in(text: str) -> list[date]:
    """2026-11-03, 3.11.2026, 3 November 2026, Nov 3rd, 2026; English names of months, as in all that is handed in."""
    parts = [(int(year), int(month), int(day)) for year, month, day in _ISO.findall(text)]
    parts += [(int(year), int(month), int(day)) for day, month, year in _DOTTED.findall(text)]
    parts += [(int(year), _MONTHS.get(name, 0), int(day)) for day, name, year in _DAY_FIRST.findall(text)]
    parts += [(int(year), _MONTHS.get(name, 0), int(day)) for name, day, year in _MONTH_FIRST.findall(text)]
    return [found for found in (_day_or_none(*part) for part in parts) if found]


def _day_or_none(year: int, month: int, day_of_month: int) -> date | None:
    try:
        return date(year, month, day_of_month)
    except ValueError:
        return None


# --- amounts ---------------------------------------------------------------------------------------

_SIGNS = {"€": ("EUR",), "£": ("GBP",), "¥": ("JPY", "CNY"),
          "$": ("USD", "AUD", "CAD", "HKD", "MXN", "NZD", "SGD", "TWD")}  # fmt: skip
"""The currencies of a sign; without a better guess the first."""
_AMOUNT = re.compile(
    r"(?:(?<![A-Za-z])(?P<before>[A-Z]{3}|[€£$¥])[ \u00a0]?)?(?<![\w.,])"
    r"(?P<number>\d{1,3}(?:[,. \u00a0']\d{3})+(?:[.,]\d{2,3})?|\d+(?:[.,]\d{2,3})?)(?![.,]?\d)"
    r"(?=[ \u00a0]?(?P<behind>[A-Z]{3}\b|[€£¥]|))"
)


def amounts_in(text: str, own: str = "") -> list[tuple[int, str]]:
    """Amounts with their currency before or behind them, in minor units.

    `own` is the currency of the case: "$" means it where it is a dollar, and of it whole numbers count as well.
    """
    return list(_amounts(text, own))


def _amounts(text: str, own: str) -> Iterator[tuple[int, str]]:
    for found in _AMOUNT.finditer(text):
        for word in (found["behind"], found["before"]):
            currency = _currency_of(word or "", own)
            minor = _minor(found["number"], currency, is_sure=currency == own or word in _SIGNS) if currency else None
            if minor is not None:
                yield minor, currency
                break


def _currency_of(word: str, own: str) -> str:
    """ "" where three capital letters are none."""
    if word in _SIGNS:
        return own if own in _SIGNS[word] else _SIGNS[word][0]
    try:
        return word if word and exponent(word) >= 0 else ""
    except BadInput:
        return ""


def _minor(number: str, currency: str, *, is_sure: bool) -> int | None:
    """None for digits that this currency does not have, and for a whole number that may count something else."""
    parts, digits = re.split(r"[,. \u00a0']", number), exponent(currency)
    if digits and len(parts) > 1 and len(parts[-1]) == digits:
        return int("".join(parts))
    if any(len(part) != 3 for part in parts[1:]) or not (is_sure or digits == 0):
        return None
    return int("".join(parts)) * 10**digits
