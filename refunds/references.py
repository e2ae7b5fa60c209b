"""Numbers for refunds (RF-2026-000123) and for refunds of whole orders (RP-2026-000045)."""

from customers.references import next_reference


def refund_reference() -> str:
    return next_reference("RF", "refund_reference")


def plan_reference() -> str:
    return next_reference("RP", "plan_reference")
