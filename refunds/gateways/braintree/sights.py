"""What Braintree itself saw when a card was charged: its checks, and where the goods were to go.

Fields of a transaction in its SDK, and the letters of its pages on AVS and CVV, read in November 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from refunds.gateways import card_checks
from refunds.gateways.braintree.payments import created_at
from refunds.gateways.dispute_types import PaymentSight

MATCHED = "M"
CHECKS = {
    "cvv_response_code": card_checks.CODE_MATCHED,
    "avs_street_address_response_code": card_checks.STREET_MATCHED,
    "avs_postal_code_response_code": card_checks.POSTAL_CODE_MATCHED,
}
THREE_D_SECURE = {
    "authenticate_successful": card_checks.AUTHENTICATED,
    "authenticate_attempt_successful": card_checks.ATTEMPTED,
}
"""By `three_d_secure_info.status`; other words prove nothing."""
ADDRESS = ("street_address", "extended_address", "postal_code", "locality", "region", "country_code_alpha2")


def sights_in(sale: Mapping[str, Any]) -> list[PaymentSight]:
    """At most one: the purchase. Raises KeyError or ValueError where the sale makes no sense."""
    address = sale.get("shipping") or {}
    passed = [
        THREE_D_SECURE.get(str((sale.get("three_d_secure_info") or {}).get("status")), ""),
        *(words for name, words in CHECKS.items() if sale.get(name) == MATCHED),
    ]
    return card_checks.sight_of(created_at(sale), passed, [address.get(name) for name in ADDRESS])
