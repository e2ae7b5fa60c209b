"""Mollie's ids. A refund is found under its payment only, so its id here is both: "tr_7UhSN1zuXS/re_4qqhO89gsT".

So it is with a chargeback: "tr_7UhSN1zuXS/chb_n9z0tp".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

REFERENCE_FIELD = "recourse_reference"
PAYMENT = re.compile(r"tr_[A-Za-z0-9]{4,60}")

_REFUND = re.compile(rf"({PAYMENT.pattern})/(re_[A-Za-z0-9]{{4,60}})")
_CHARGEBACK = re.compile(r"chb_[A-Za-z0-9]{4,60}")
_CASE = re.compile(rf"({PAYMENT.pattern})/({_CHARGEBACK.pattern})")
_OF_A_REFUND = re.compile(r"re_[A-Za-z0-9]{4,60}")


def joint(payment: object, refund: object) -> str:
    """Write a refund's id as we keep it. Raises ValueError if either cannot be Mollie's."""
    return f"{_fitting(PAYMENT, payment)}/{_fitting(_OF_A_REFUND, refund)}"


def parts_of(gateway_reference: str) -> tuple[str, str] | None:
    """Return payment and refund of an id as we keep it; None if it is none."""
    match = _REFUND.fullmatch(gateway_reference)
    return (match[1], match[2]) if match else None


def payment_id(value: object) -> str:
    return _fitting(PAYMENT, value)


def case_of(payment: object, chargeback: object) -> str:
    """Write a chargeback's id as we keep it. Raises ValueError if either cannot be Mollie's."""
    return f"{_fitting(PAYMENT, payment)}/{_fitting(_CHARGEBACK, chargeback)}"


def parts_of_case(gateway_reference: str) -> tuple[str, str] | None:
    """Return payment and chargeback of an id as we keep it; None if it is none."""
    match = _CASE.fullmatch(gateway_reference)
    return (match[1], match[2]) if match else None


def reference_in(refund: Mapping[str, Any]) -> str:
    """Return our reference as the refund carries it, or "" if it is not one of ours. Metadata may be anything."""
    metadata = refund.get("metadata")
    reference = metadata.get(REFERENCE_FIELD) if isinstance(metadata, dict) else None
    return reference if isinstance(reference, str) and len(reference) <= 191 and reference.isprintable() else ""


def _fitting(pattern: re.Pattern[str], value: object) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError(f"{str(value)[:60]!r} is no id of Mollie's.")
    return value
