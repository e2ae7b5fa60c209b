"""How a cell is written, in the database's own words: amounts in the digits of their currency, moments to the second.

What a spreadsheet would take for a formula is seen to where the file is written (customers.sheets.harmless).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache

from moneyed import CURRENCIES

from customers.errors import BadInput
from customers.money import exponent

USUAL_DIGITS = 2
_USUAL = "'EUR', 'USD', 'GBP'"
"""Looked for first: most rows need no look through the list of the others."""


def decimal_sql(amount: str, currency: str) -> str:
    """An amount of minor units with the digits of its currency: 4310 EUR is 43.10, 1200 JPY is 1200."""
    return _by_digits(currency, lambda digits: f"{amount} * {_factor(digits)}")


def digits_sql(currency: str) -> str:
    """How many digits the currency has behind the point."""
    return _by_digits(currency, str)


def second_sql(moment: str) -> str:
    """The moment without what is less than a second."""
    return f"date_bin('1 second', {moment}, TIMESTAMPTZ '1970-01-01 00:00+00')"


def iso_sql(moment: str) -> str:
    """The moment in the zone of the session as ISO 8601 with its offset, to the microsecond."""
    return f"btrim(to_json({moment})::text, '\"')"


def serial_day_sql(day: str) -> str:
    """The number that workbooks know a day by: days since 1899-12-30, right from March 1900 on (ECMA-376 18.17.4.1)."""
    return f"({day} - DATE '1899-12-30')"


def wall_clock_sql(moment: str) -> str:
    """The moment as the clock on the wall shows it in the zone of the session, to the second."""
    return f"CAST({second_sql(moment)} AS timestamp)"


def _by_digits(currency: str, write: Callable[[int], str]) -> str:
    usual = write(USUAL_DIGITS)
    unusual = " ".join(f"WHEN {currency} IN ({codes}) THEN {write(digits)}" for digits, codes in _unusual_currencies())
    return f"CASE WHEN {currency} IN ({_USUAL}) THEN {usual} {unusual} ELSE {usual} END"


@cache
def _unusual_currencies() -> list[tuple[int, str]]:
    """Digits and quoted codes of the currencies that do not have two digits after the point."""
    found: dict[int, list[str]] = defaultdict(list)
    for code in sorted(CURRENCIES):
        try:
            digits = exponent(code)
        except BadInput:
            continue
        if digits != USUAL_DIGITS:
            found[digits].append(f"'{code}'")
    return [(digits, ", ".join(codes)) for digits, codes in sorted(found.items())]


def _factor(digits: int) -> str:
    return f"0.{'1'.zfill(digits)}" if digits else "1.::numeric(1,0)"
