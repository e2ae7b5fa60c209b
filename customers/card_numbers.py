"""Card numbers in free text: found by the digits that card networks really issue, and masked but for the last four.

A number counts as a card only with an issuer's prefix, that issuer's length and a right check digit, so that order
numbers, dates and references stay readable. Prefixes: ISO/IEC 7812 ranges as the networks publish them, 2026.
"""

from __future__ import annotations

import re

# Plain, or in the groups that stand on a card, with one and the same sign between them.
_CANDIDATE = re.compile(
    r"(?<![0-9])(?:[0-9]{13,19}"
    r"|[0-9]{4}([ .\u00a0\u2009\u202f-])[0-9]{4}\1[0-9]{4}\1[0-9]{4}(?:\1[0-9]{3})?"
    r"|3[0-9]{3}([ .\u00a0\u2009\u202f-])[0-9]{6}\2[0-9]{4,5})(?![0-9])"
)
_ISSUED = re.compile(
    r"4(?:[0-9]{12}|[0-9]{15}|[0-9]{18})"  # Visa
    r"|5[1-5][0-9]{14}|2(?:22[1-9]|2[3-9][0-9]|[3-6][0-9]{2}|7[01][0-9]|720)[0-9]{12}"  # Mastercard
    r"|3[47][0-9]{13}"  # American Express
    r"|(?:6011|65[0-9]{2}|64[4-9][0-9])[0-9]{12}"  # Discover
    r"|3(?:0[0-5]|[68][0-9])[0-9]{11}"  # Diners Club
    r"|35(?:2[89]|[3-8][0-9])[0-9]{12}"  # JCB
    r"|62[0-9]{14,17}"  # UnionPay
)
_NOT_DIGITS = re.compile(r"[^0-9]")
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def mask_card_numbers(text: str) -> str:
    """Write every card number in a text as [card ending 1111]."""
    return _CANDIDATE.sub(_masked, text)


def is_card_number(digits: str) -> bool:
    """Whether an issuer could have given out these digits."""
    return bool(_ISSUED.fullmatch(digits)) and _check_digit_fits(digits)


def _masked(match: re.Match[str]) -> str:
    digits = _NOT_DIGITS.sub("", match[0])
    return f"[card ending {digits[-4:]}]" if is_card_number(digits) else match[0]


def _check_digit_fits(digits: str) -> bool:
    """Luhn's sum: every second digit from the right is doubled."""
    total = sum(int(digit) if nth % 2 == 0 else _DOUBLED[int(digit)] for nth, digit in enumerate(reversed(digits)))
    return total % 10 == 0
