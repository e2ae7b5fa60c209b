"""Card numbers in free text: found and masked before anything is stored or logged.

A run of digits is a card number if its length and first digits are an issuer's, and its check digit (ISO/IEC 7812-1,
Luhn) is right. Order numbers, phone numbers and IBANs pass untouched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_ISSUERS = re.compile(
    r"""
      4(?:\d{12}|\d{15}|\d{18})                                                  # Visa
    | (?:5[1-5]\d{2}|222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}         # Mastercard
    | 3[47]\d{13}                                                                # American Express
    | (?:6011|65\d{2}|64[4-9]\d)\d{12,15}                                        # Discover
    | 3(?:0[0-5]|[689]\d)\d{11}                                                  # Diners Club
    | 35(?:2[89]|[3-8]\d)\d{12,15}                                               # JCB
    | 62\d{14,17}                                                                # UnionPay
    | (?:5018|5020|5038|5893|6304|6759|676[1-3])\d{9,15}                         # Maestro
    | 220[0-4]\d{12,15}                                                          # Mir
    """,
    re.VERBOSE,
)
"""First digits and lengths of the issuers, as the networks publish them (read in November 2026)."""

_SEPARATOR = r"[ \t.\-\u00a0\u2007\u2009\u2010-\u2014\u202f]"
_RUN = re.compile(rf"\d(?:{_SEPARATOR}?\d){{12,}}")
_IBAN_START = re.compile(r"[A-Z]{2}$")
_SECURITY_CODE = re.compile(r"\b(cvv2?|cvc2?|cid|csc)(\W{0,3})(\d{3,4})(?!\d)", re.IGNORECASE)

SHORTEST, LONGEST = 13, 19


def mask_card_numbers(text: str) -> str:
    """Return the text with every card number cut down to its last four digits, and every security code hidden."""
    if not any(letter.isdigit() for letter in text):
        return text
    shown, last = [], 0
    for start, end in _card_numbers(text):
        shown += [text[last:start], f"[card ending {_digits(text[start:end])[-4:]}]"]
        last = end
    return _SECURITY_CODE.sub(r"\1\2•••", "".join([*shown, text[last:]]))


def _card_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where card numbers stand. A card number begins and ends where a group of digits does."""
    for run in _RUN.finditer(text):
        if not _is_iban(text, run):
            yield from _within(text, run)


def _within(text: str, run: re.Match[str]) -> Iterator[tuple[int, int]]:
    groups = [(run.start() + group.start(), run.start() + group.end()) for group in re.finditer(r"\d+", run[0])]
    first = 0
    while first < len(groups):
        last = _last_group(text, groups, first)
        if last is not None:
            yield groups[first][0], groups[last][1]
        first = first + 1 if last is None else last + 1


def _last_group(text: str, groups: list[tuple[int, int]], first: int) -> int | None:
    """The group with which a card number that begins at `first` ends; the longest one wins."""
    found, lengths = None, []
    for last in range(first, len(groups)):
        lengths.append(groups[last][1] - groups[last][0])
        if sum(lengths) > LONGEST:
            break
        if (
            sum(lengths) >= SHORTEST
            and _is_printed_so(lengths)
            and is_card_number(_digits(text[groups[first][0] : groups[last][1]]))
        ):
            found = last
    return found


def _is_printed_so(lengths: list[int]) -> bool:
    """In one piece, or in the groups that stand on a card: 4-4-4-4, 4-6-5 and their like."""
    return len(lengths) == 1 or (len(lengths) >= 3 and lengths[0] == 4 and max(lengths) <= 6)


def is_card_number(digits: str) -> bool:
    """Whether these digits, without separators, could be printed on a card."""
    return bool(_ISSUERS.fullmatch(digits)) and _luhn(digits)


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _digits(text: str) -> str:
    """The digits of a text as ASCII, whatever script they are written in."""
    return "".join(str(int(letter)) for letter in text if letter.isdecimal())


def _is_iban(text: str, run: re.Match[str]) -> bool:
    """Two letters before the digits, and the check of ISO 13616: a bank account without letters in its number."""
    country = _IBAN_START.search(text[max(run.start() - 2, 0) : run.start()])
    if country is None:
        return False
    digits = _digits(run[0])
    letters = "".join(str(ord(letter) - 55) for letter in country[0])
    return 15 <= len(digits) + 2 <= 34 and int(digits[2:] + letters + digits[:2]) % 97 == 1
