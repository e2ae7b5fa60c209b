"""What a gateway charges for a dispute that is opened, in minor units: the fee that a refund in time saves.

Stripe's amounts as of June 2025, from a secondary page: it keeps them in most countries, won or lost. Those of the
sandbox are made up. What other gateways charge differs by contract and is not known here.
"""

from __future__ import annotations

_FEES: dict[tuple[str, str], int] = {
    ("stripe", "USD"): 1500,
    ("stripe", "EUR"): 2000,
    ("sandbox", "EUR"): 2000,
    ("sandbox", "GBP"): 2000,
    ("sandbox", "USD"): 2000,
    ("sandbox", "JPY"): 2000,
}


def dispute_fee_minor(gateway: str, currency: str) -> int | None:
    """The fee in minor units of the currency; None where it is not known."""
    return _FEES.get((gateway, currency))
