"""What PayPal itself saw when a card was charged: its checks, and where the goods were to go.

Fields of a capture and its order, and the meaning of their letters, in the SDK 2.4.0, read in November 2026. A payment
from a wallet has no card to check; where its goods went is told all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from refunds.gateways import card_checks
from refunds.gateways.dispute_types import PaymentSight
from refunds.gateways.paypal.lookup import dig

STREET, POSTAL_CODE = card_checks.STREET_MATCHED, card_checks.POSTAL_CODE_MATCHED
BOTH = f"{STREET}; {POSTAL_CODE}"
AT_EVERY_NETWORK = {"A": STREET, "Y": BOTH, "M": BOTH, "Z": POSTAL_CODE, "0": BOTH}
BUT_AT_AMEX = {"B": STREET, "D": BOTH, "F": BOTH, "X": BOTH, "P": POSTAL_CODE, "W": POSTAL_CODE}
"""By `avs_code`. American Express means other things by these: "X" and "W" are there what "N" is elsewhere."""
AMEX = "AMEX"
CODE_MATCHED = ("M", "0")
THREE_D_SECURE = {"Y": card_checks.AUTHENTICATED, "A": card_checks.ATTEMPTED}
"""By `authentication_status`; other results prove nothing."""
ADDRESS = ("address_line_1", "address_line_2", "postal_code", "admin_area_2", "admin_area_1", "country_code")


def sights_in(capture: Mapping[str, Any], order: Mapping[str, Any]) -> list[PaymentSight]:
    """At most one: the purchase. `order` is empty where PayPal shows none. Of a card whose network is not told, only
    what means the same at every network counts.

    Raises KeyError, TypeError, ValueError or AttributeError where they make no sense.
    """
    checks, card = dig(capture, "processor_response"), dig(order, "payment_source", "card")
    network = card.get("brand") or dig(capture, "network_transaction_reference").get("network") or AMEX
    secure = dig(card, "authentication_result", "three_d_secure")
    address = dig(next(iter(order.get("purchase_units") or ()), {}), "shipping", "address")
    passed = [
        THREE_D_SECURE.get(str(secure.get("authentication_status")), ""),
        card_checks.CODE_MATCHED if checks.get("cvv_code") in CODE_MATCHED else "",
        _matched(str(checks.get("avs_code")), network),
    ]
    at = datetime.fromisoformat(capture["create_time"])
    return card_checks.sight_of(at, passed, [address.get(name) for name in ADDRESS])


def _matched(letter: str, network: str) -> str:
    return AT_EVERY_NETWORK.get(letter) or ("" if network == AMEX else BUT_AT_AMEX.get(letter, ""))
