"""How a cell is written, in the database's own words: amounts, moments, and text in which nothing is a formula.

`harmless_sql` is the twin of customers.sheets.harmless; a test holds both to the same answers.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from moneyed import CURRENCIES

from customers.errors import BadInput
from customers.money import exponent
from customers.sheets import SIGNS

USUAL_DIGITS = 2
_CONTROLS = "".join(chr(code) for code in range(1, 32) if chr(code) not in "\t\r\n")
_BEGINS_A_FORMULA = f"^([ ''\"\\u0001-\\u001f]*[{SIGNS.replace('-', '')}-]|[\\t\\r\\n])"
_CONTROL = "[\\u0001-\\u001f]"
_PLAIN = "^([A-Za-z0-9][^\\u0001-\\u001f]*)?$"
"""What most text is like: empty, or a letter or digit first and no control character at all. Quick to see."""


def harmless_sql(text: str) -> str:
    """Text as a CSV may hold it: what looks like a formula stands behind an apostrophe."""
    clean = _cleaned(text)
    return (
        f"CASE WHEN {text} ~ '{_PLAIN}' THEN {text}"
        f" WHEN {text} !~ '{_BEGINS_A_FORMULA}' THEN {clean} ELSE '''' || {clean} END"
    )


def printable_sql(text: str) -> str:
    """Without the control characters that no table can hold; line ends and tabs become spaces."""
    return f"CASE WHEN {text} ~ '{_CONTROL}' THEN {_cleaned(text)} ELSE {text} END"


def decimal_sql(amount: str, currency: str) -> str:
    """An amount of minor units with the digits of its currency: 4310 EUR is 43.10, 1200 JPY is 1200."""
    unusual = " ".join(
        f"WHEN {currency} IN ({codes}) THEN {amount} * {factor}" for factor, codes in _unusual_currencies()
    )
    return f"CASE {unusual} ELSE {amount} * 0.01 END"


def utc_sql(moment: str) -> str:
    """The moment in UTC, to the microsecond, without its zone."""
    return f"({moment} AT TIME ZONE 'UTC')"


@cache
def _unusual_currencies() -> list[tuple[str, str]]:
    """Factor and quoted codes of the currencies that do not have two digits after the point."""
    found: dict[int, list[str]] = defaultdict(list)
    for code in sorted(CURRENCIES):
        try:
            digits = exponent(code)
        except BadInput:
            continue
        if digits != USUAL_DIGITS:
            found[digits].append(f"'{code}'")
    return [(_factor(digits), ", ".join(codes)) for digits, codes in sorted(found.items())]


def _factor(digits: int) -> str:
    return f"0.{'1'.zfill(digits)}" if digits else "1.::numeric(1,0)"


def _cleaned(text: str) -> str:
    return f"translate({text}, chr(9) || chr(10) || chr(13) || {_control_signs()}, '   ')"


def _control_signs() -> str:
    return "E'" + "".join(f"\\x{ord(sign):02x}" for sign in _CONTROLS) + "'"
