"""How PayPal writes amounts: decimal texts, with its own number of digits. From its page on currencies, 2026-11."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

EXPONENTS = {"HUF": 0, "JPY": 0, "TWD": 0}
"""PayPal takes no decimals of these; ISO 4217 has two of the forint and of the Taiwan dollar."""

_VALUE = re.compile(r"-?[0-9]{0,16}(?:\.[0-9]{1,8})?")


def write_money(units: int, digits: int, currency: str) -> dict[str, str]:
    """Write units of the last digit that PayPal counts as its Money object."""
    return {"currency_code": currency, "value": f"{Decimal(units).scaleb(-digits):f}"}


def read_units(money: Mapping[str, Any], digits: int) -> int:
    """Read a Money object into units of the last digit that PayPal counts. Raises ValueError or KeyError."""
    value = money["value"]
    if not isinstance(value, str) or not _VALUE.fullmatch(value) or not value.strip("-."):
        raise ValueError("an amount is a short decimal text")
    units = Decimal(value).scaleb(digits)
    if units != units.to_integral_value():
        raise ValueError("an amount has no smaller parts than its currency")
    return int(units)
