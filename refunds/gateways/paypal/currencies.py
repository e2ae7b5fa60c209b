"""How PayPal writes amounts: decimal texts, with its own number of digits. From its page on currencies, 2026-11."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from refunds.gateways.decimal_text import read_decimal, write_decimal

EXPONENTS = {"HUF": 0, "JPY": 0, "TWD": 0}
"""PayPal takes no decimals of these; ISO 4217 has two of the forint and of the Taiwan dollar."""


def write_money(units: int, digits: int, currency: str) -> dict[str, str]:
    """Write units of the last digit that PayPal counts as its Money object."""
    return {"currency_code": currency, "value": write_decimal(units, digits)}


def read_units(money: Mapping[str, Any], digits: int) -> int:
    """Read a Money object into units of the last digit that PayPal counts. Raises ValueError or KeyError."""
    return read_decimal(money["value"], digits)
