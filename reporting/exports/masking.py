"""Card numbers and keys never leave in an export: taken out of every piece of a file before it is written.

Most pieces hold nothing that looks like one. To see that costs less than to write them: every digit becomes a 0, what
may stand between digits goes away, and thirteen of them in a row are looked at more closely.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from customers.card_numbers import SHORTEST, mask_card_numbers

REMOVED = "[removed]"
_DIGITS = bytes.maketrans(b"123456789", b"0" * 9)
_BETWEEN = b" .-\t"
_RUN = b"0" * SHORTEST
_OTHER_BETWEEN = (b"\xc2\xa0", b"\xe2\x80")
"""Spaces and dashes of other widths, as UTF-8 begins them."""

_OTHER_DIGITS = (b"\xd9", b"\xdb", b"\xdf", b"\xe0", b"\xe1", b"\xea", b"\xef\xbc", b"\xf0")
"""Where digits of other scripts may begin in UTF-8."""

_KEY_SIGNS = (b"k_", b"whsec_", b"eyJ")
_KEYS = re.compile(r"\b(?:sk|rk)_[A-Za-z0-9_]{6,}|\bwhsec_[A-Za-z0-9+/=_-]{6,}|\beyJ[\w-]+\.[\w-]+(?:\.[\w-]+)?")


def without_secrets(piece: bytes, secrets: Iterable[bytes]) -> bytes:
    """The piece, in UTF-8, without card numbers, keys and these secrets; whole lines are given, and come back."""
    for secret in secrets:
        if secret in piece:
            piece = piece.replace(secret, REMOVED.encode())
    if not _is_suspicious(piece):
        return piece
    return b"\n".join(_masked(line) if _is_suspicious(line) else line for line in piece.split(b"\n"))


def _is_suspicious(piece: bytes) -> bool:
    if _RUN in piece.translate(_DIGITS, _BETWEEN) or any(sign in piece for sign in _KEY_SIGNS):
        return True
    return not piece.isascii() and any(sign in piece for sign in (*_OTHER_BETWEEN, *_OTHER_DIGITS))


def _masked(line: bytes) -> bytes:
    return _KEYS.sub(REMOVED, mask_card_numbers(line.decode())).encode()
