"""Numbers: refunds (RF-2026-000123), orders (RP), bulk runs (BK), policy drafts (PD), trials (PT), files (TF).

Store credit that is set aside has CH, corrected CC; declarations of withdrawal have WD.
"""

import re

from customers.references import next_reference

_REFUND_REFERENCE = re.compile(r"RF-[0-9]{4}-[0-9]{6,15}")
_BULK_REFERENCE = re.compile(r"BK-[0-9]{4}-[0-9]{6,15}")


def refund_reference() -> str:
    return next_reference("RF", "refund_reference")


def is_refund_reference(text: str) -> bool:
    """Whether a text could be the number of a refund."""
    return _REFUND_REFERENCE.fullmatch(text) is not None


def is_bulk_reference(text: str) -> bool:
    """Whether a text could be the number of a bulk run."""
    return _BULK_REFERENCE.fullmatch(text) is not None


def plan_reference() -> str:
    return next_reference("RP", "plan_reference")


def policy_draft_reference() -> str:
    return next_reference("PD", "policy_draft_reference")


def policy_trial_reference() -> str:
    return next_reference("PT", "policy_trial_reference")


def transfer_file_reference() -> str:
    return next_reference("TF", "transfer_file_reference")


def credit_hold_reference() -> str:
    return next_reference("CH", "credit_hold_reference")


def credit_correction_reference() -> str:
    return next_reference("CC", "credit_correction_reference")


def withdrawal_reference() -> str:
    return next_reference("WD", "withdrawal_reference")
