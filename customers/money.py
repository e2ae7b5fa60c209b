"""Amounts: integers of the minor unit with an ISO 4217 code. No float, no tolerance."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_currency
from django.utils.translation import gettext as _
from moneyed import CurrencyDoesNotExist, get_currency

from customers.errors import BadInput

MAX_AMOUNT_MINOR = 10**15
"""Far above any payment, far below the database's bigint: a typing error, not an amount."""

_PLAIN_AMOUNT = re.compile(r"(?P<whole>[0-9]{1,16})(?:\.(?P<fraction>[0-9]{1,8}))?")


@lru_cache(maxsize=512)
def exponent(currency: str) -> int:
    """Digits after the point, by ISO 4217: EUR 2, JPY 0, KWD 3, CLF 4. Gateways differ: see each adapter."""
    try:
        return len(str(get_currency(currency).sub_unit)) - 1
    except (CurrencyDoesNotExist, AttributeError, TypeError):
        raise BadInput(_("%s is not a currency we know.") % repr(currency), "unknown_currency", "currency") from None


def to_decimal(amount_minor: int, currency: str) -> Decimal:
    return Decimal(amount_minor).scaleb(-exponent(currency))


def parse_amount(text: str, currency: str) -> int:
    """Read a plain amount such as "43.10" into minor units; refuse anything that leaves room for doubt."""
    match = _PLAIN_AMOUNT.fullmatch(text.strip()) if isinstance(text, str) and text.isascii() else None
    if match is None:
        raise BadInput(_("Write the amount with digits and a point, for example 43.10."), "bad_amount", "amount")
    digits = exponent(currency)
    fraction = match["fraction"] or ""
    if len(fraction) > digits:
        raise BadInput(
            _("%(currency)s has %(digits)d digits after the point.") % {"currency": currency, "digits": digits},
            "too_many_digits",
            "amount",
        )
    return checked_amount(int(match["whole"] + fraction.ljust(digits, "0")))


def checked_amount(amount_minor: object) -> int:
    """Accept a positive integer of minor units; refuse booleans, floats, zero and the absurd."""
    if type(amount_minor) is not int or amount_minor <= 0:
        raise BadInput(_("The amount must be more than zero."), "bad_amount", "amount")
    if amount_minor > MAX_AMOUNT_MINOR:
        raise BadInput(_("The amount is too large."), "amount_too_large", "amount")
    return amount_minor


@lru_cache(maxsize=10_000)
def format_money(amount_minor: int, currency: str, locale: str = "en") -> str:
    """Write an amount as the locale groups it, with the currency's own digits and its code: "1,043.10 EUR"."""
    return format_currency(
        to_decimal(amount_minor, currency),
        currency,
        format="#,##0.00\u00a0¤¤",
        locale=locale.replace("-", "_"),
        decimal_quantization=False,
    )


def split(total_minor: int, weights: Sequence[int]) -> list[int]:
    """Share a total by weights with the largest remainder; the parts add up exactly.

    Equal remainders go to the earlier part. All-zero weights share equally. Raises BadInput on a negative weight.
    """
    if not weights:
        return []
    if any(weight < 0 for weight in weights):
        raise BadInput(_("A share cannot be negative."), "bad_share")
    if not any(weights):
        weights = [1] * len(weights)
    whole = sum(weights)
    parts = [total_minor * weight // whole for weight in weights]
    remainders = [total_minor * weight % whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-remainders[i], i))
    for i in by_remainder[: total_minor - sum(parts)]:
        parts[i] += 1
    return parts
