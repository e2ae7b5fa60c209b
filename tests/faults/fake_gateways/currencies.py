"""How each gateway counts amounts, written down once more, so that the ledger does not err together with us."""

from __future__ import annotations

USUAL = 2
ISO = {
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0,
    "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
    "BHD": 3, "JOD": 3, "KWD": 3, "OMR": 3, "TND": 3,
}  # fmt: skip
OTHERWISE = {
    "stripe": {"ISK": 2, "UGX": 2, "MGA": 0},
    "paypal": {"HUF": 0, "TWD": 0},
    "adyen": {"CLP": 2, "CVE": 0, "IDR": 0, "ISK": 2},
}


def digits(gateway: str, currency: str) -> int:
    """How many decimals the gateway counts."""
    return OTHERWISE[gateway].get(currency, ISO.get(currency, USUAL))


def to_gateway(gateway: str, amount_minor: int, currency: str) -> int:
    """Convert ISO minor units to the gateway's own."""
    return _shift(amount_minor, digits(gateway, currency) - ISO.get(currency, USUAL))


def from_gateway(gateway: str, amount: int, currency: str) -> int:
    """Convert the gateway's units to ISO minor units; raise ValueError for a fraction that there is none of."""
    return _shift(amount, ISO.get(currency, USUAL) - digits(gateway, currency))


def _shift(amount: int, places: int) -> int:
    if places >= 0:
        return amount * 10**places
    whole, rest = divmod(amount, 10**-places)
    if rest:
        raise ValueError("There is no such fraction.")
    return whole
