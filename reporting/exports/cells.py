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


def harmless_sql(text: str) -> str:
    """Text as a CSV may hold it. What begins with a Latin letter or a digit is no formula."""
    clean = printable_sql(text)
    begins_plainly = (
        f"ascii({text}) BETWEEN 97 AND 122 OR ascii({text}) BETWEEN 65 AND 90 OR ascii({text}) BETWEEN 48 AND 57"
    )
    return f"CASE WHEN {begins_plainly} OR {text} !~ '{_BEGINS_A_FORMULA}' THEN {clean} ELSE '''' || {clean} END"


def printable_sql(text: str) -> str:
    """Without the control characters that no table can hold; line ends and tabs become spaces."""
    return f"translate({text}, chr(9) || chr(10) || chr(13) || {_control_signs()}, '   ')"


def decimal_sql(amount: str, currency: str) -> str:
    """An amount of minor units with the digits of its currency: 4310 EUR is 43.10, 1200 JPY is 1200."""
    unusual = " ".join(
        f"WHEN {currency} IN ({codes}) THEN {amount} * {factor}" for factor, codes in _unusual_currencies()
    )
    return f"CASE {unusual} ELSE {amount} * 0.01 END"


def micros_sql(moment: str) -> str:
    """Microseconds since 1970 in UTC, whole."""
    return f"(extract(epoch FROM {moment}) * 1000000)::bigint"


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


def _control_signs() -> str:
    return "E'" + "".join(f"\\x{ord(sign):02x}" for sign in _CONTROLS) + "'"
