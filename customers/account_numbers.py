"""Numbers of bank accounts in free text: found by the check of ISO 13616, and cut down where nobody needs them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_RUN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ \u00a0.\-]?[A-Za-z0-9]){11,30}", re.ASCII)
"""An IBAN as people write it, and perhaps words behind it."""
SHORTEST = 15


def mask_account_numbers(text: str) -> str:
    """Return the text with every IBAN cut down to its last four signs."""
    shown, last = [], 0
    for start, end in _account_numbers(text):
        shown += [text[last:start], f"[account ending {_plain(text[start:end])[-4:]}]"]
        last = end
    return "".join([*shown, text[last:]])


def _account_numbers(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while (run := _RUN.search(text, at)) is not None:
        ends = [end for end in range(run.end(), run.start(), -1) if _stops_at(text, end)]
        found = next((end for end in ends if is_account_number(_plain(text[run.start() : end]))), None)
        if found is not None:
            yield run.start(), found
        at = found or run.start() + 4


def _stops_at(text: str, end: int) -> bool:
    """Whether a group of signs ends here."""
    return text[end - 1].isalnum() and not text[end : end + 1].isalnum()


def is_account_number(plain: str) -> bool:
    """Whether letters and digits without anything between them pass the check of an IBAN."""
    if len(plain) < SHORTEST:
        return False
    turned = plain[4:] + plain[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def _plain(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())
