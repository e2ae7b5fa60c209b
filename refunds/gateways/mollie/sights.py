"""What Mollie itself saw of a payment: how its card was secured, and where the goods were to go.

Fields of a payment in Mollie's reference, version 2, read in November 2026. It tells no checks of code or address.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from refunds.gateways import card_checks
from refunds.gateways.dispute_types import PaymentSight
from refunds.gateways.mollie.payments import made_at

SECURITY = {"3dsecure": card_checks.USED}
"""By `details.cardSecurity`; "normal" proves nothing."""
ADDRESS = ("streetAndNumber", "streetAdditional", "postalCode", "city", "region", "country")


def sights_in(payment: Mapping[str, Any]) -> list[PaymentSight]:
    """At most one: the purchase. Raises KeyError, TypeError or ValueError where the payment makes no sense."""
    details, address = payment.get("details") or {}, payment.get("shippingAddress") or {}
    passed = [SECURITY.get(str(details.get("cardSecurity")), "")]
    return card_checks.sight_of(made_at(payment), passed, [address.get(name) for name in ADDRESS])
