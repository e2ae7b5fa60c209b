"""Amounts that a gateway writes as decimal texts, such as "-12.50"."""

from __future__ import annotations

import re
from decimal import Decimal

_DECIMAL = re.compile(r"-?(?:[0-9]{1,16}(?:\.[0-9]{1,8})?|\.[0-9]{1,8})")


def write_decimal(units: int, digits: int) -> str:
    return f"{Decimal(units).scaleb(-digits):f}"


def read_decimal(text: object, digits: int) -> int:
    """Read a decimal text into units of its last digit. Raises ValueError for anything that leaves room for doubt."""
    if not isinstance(text, str) or not _DECIMAL.fullmatch(text):
        raise ValueError("an amount is a short decimal text")
    units = Decimal(text).scaleb(digits)
    if units != units.to_integral_value():
        raise ValueError("an amount has no smaller parts than its currency")
    return int(units)
