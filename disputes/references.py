"""The numbers of disputes, DP-2026-000123, and of alerts before them, AL-2026-000123."""

from customers.references import next_reference


def dispute_reference() -> str:
    return next_reference("DP", "dispute_reference")


def alert_reference() -> str:
    return next_reference("AL", "alert_reference")


def subject_of_dispute(gateway_reference: str) -> str:
    """What a difference about a dispute at a gateway is filed under."""
    return f"dispute:{gateway_reference}"
