"""Lines of CSV in which no cell becomes a formula (customers.sheets.harmless), whatever people wrote.

Text stands in quotes, so that a cell which begins like a formula is seen by two signs beside each other: each is turned
into its class, and some thousand lines are looked through at once. Only the lines in doubt are read cell by cell.
"""

from __future__ import annotations

import re

from customers.sheets import SIGNS, harmless

_QUOTED = re.compile(rb'"((?:[^"]|"")*)"')
_PLAIN, _BORDER, _QUOTE, _DOUBT, _CONTROL = b"a", b",", b'"', b"=", b"\x01"


def _classes() -> bytes:
    """A letter for each byte: what may begin a formula, in ASCII or as the wide twins of it begin in UTF-8."""
    table = bytearray(_PLAIN * 256)
    table[:32] = _CONTROL * 32
    for sign in {sign.encode()[:1] for sign in (*SIGNS, " ", "'")}:
        table[sign[0]] = _DOUBT[0]
    table[ord(",")] = table[ord("\n")] = _BORDER[0]
    table[ord('"')] = _QUOTE[0]
    return bytes(table)


_CLASSES = _classes()
_BEGINNINGS = (_BORDER + _QUOTE + _DOUBT, _BORDER + _QUOTE * 3)
"""How a cell in doubt begins; the second is one that begins with a quote itself."""


class HarmlessLines:
    def is_plain(self, piece: bytes, rows: int) -> bool:
        classes = _BORDER + piece.translate(_CLASSES)
        if _CONTROL in classes or any(begin in classes for begin in _BEGINNINGS):
            return False
        return piece.count(b"\n") == rows

    def mended(self, row: bytes) -> bytes:
        return _QUOTED.sub(_harmless, row)


def _harmless(cell: re.Match[bytes]) -> bytes:
    text = str(harmless(cell[1].replace(b'""', b'"').decode()))
    return b'"' + text.replace('"', '""').encode() + b'"'
