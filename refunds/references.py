"""Numbers for refunds: RF-2026-000123."""

from customers.references import next_reference


def refund_reference() -> str:
    return next_reference("RF", "refund_reference")
