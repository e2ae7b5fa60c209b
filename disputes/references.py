"""The numbers of disputes: DP-2026-000123."""

from customers.references import next_reference


def dispute_reference() -> str:
    return next_reference("DP", "dispute_reference")
