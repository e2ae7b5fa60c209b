"""What Stripe itself saw when a card was charged: its checks, and where the goods were to go.

Fields of a charge in its SDK 16.1.0, read in November 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from refunds.gateways import card_checks
from refunds.gateways.dispute_types import PaymentSight

PASSED = "pass"
CHECKS = {
    "cvc_check": card_checks.CODE_MATCHED,
    "address_line1_check": card_checks.STREET_MATCHED,
    "address_postal_code_check": card_checks.POSTAL_CODE_MATCHED,
}
"""By the field in `payment_method_details.card.checks`."""
THREE_D_SECURE = {"authenticated": card_checks.AUTHENTICATED, "attempt_acknowledged": card_checks.ATTEMPTED}
"""By `three_d_secure.result`; other results prove nothing."""
ADDRESS = ("line1", "line2", "postal_code", "city", "state", "country")


def is_charge(answer: Any) -> bool:
    return isinstance(answer, dict) and answer.get("object") == "charge" and isinstance(answer.get("id"), str)


def sights_in(charge: Mapping[str, Any]) -> list[PaymentSight]:
    """At most one: the purchase. Raises KeyError or TypeError where the charge makes no sense."""
    card = (charge.get("payment_method_details") or {}).get("card") or {}
    checks, address = card.get("checks") or {}, (charge.get("shipping") or {}).get("address") or {}
    passed = [
        THREE_D_SECURE.get(str((card.get("three_d_secure") or {}).get("result")), ""),
        *(words for name, words in CHECKS.items() if checks.get(name) == PASSED),
    ]
    return card_checks.sight_of(
        datetime.fromtimestamp(charge["created"], UTC), passed, [address.get(name) for name in ADDRESS]
    )
