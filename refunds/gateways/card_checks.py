"""What a gateway's checks of a card proved, in the words that a bank's people read. What did not pass is not told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from refunds.gateways.dispute_types import PaymentSight

AUTHENTICATED = "3-D Secure: authenticated by the issuer"
ATTEMPTED = "3-D Secure: attempted, acknowledged by the issuer"
USED = "3-D Secure: used, as the gateway says"
CODE_MATCHED = "security code matched"
STREET_MATCHED = "street of the billing address matched"
POSTAL_CODE_MATCHED = "postal code of the billing address matched"

LONGEST_ADDRESS = 500


def sight_of(at: datetime, passed: Iterable[str], address: Iterable[object]) -> list[PaymentSight]:
    """The purchase as the gateway saw it, or nothing. An address begins with its street, or is none."""
    words, parts = "; ".join(word for word in passed if word), list(address)
    place = ", ".join(str(part).strip() for part in parts if part) if parts and parts[0] else ""
    return [PaymentSight(at, words, place[:LONGEST_ADDRESS])] if words or place else []
