"""Numbers for refunds (RF-2026-000123) and for refunds of whole orders (RP-2026-000045)."""

import re

from customers.references import next_reference

_REFUND_REFERENCE = re.compile(r"RF-[0-9]{4}-[0-9]{6,15}")


def refund_reference() -> str:
    return next_reference("RF", "refund_reference")


def is_refund_reference(text: str) -> bool:
    """Whether a text could be the number of a refund."""
    return _REFUND_REFERENCE.fullmatch(text) is not None


def plan_reference() -> str:
    return next_reference("RP", "plan_reference")
