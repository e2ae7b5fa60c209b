"""Numbers for refunds (RF-2026-000123), drafts of the policy (PD) and their trials (PT)."""

from customers.references import next_reference


def refund_reference() -> str:
    return next_reference("RF", "refund_reference")


def policy_draft_reference() -> str:
    return next_reference("PD", "policy_draft_reference")


def policy_trial_reference() -> str:
    return next_reference("PT", "policy_trial_reference")
