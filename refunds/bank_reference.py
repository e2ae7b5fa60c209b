"""The number by which a bank finds a refund, read out of a gateway's own answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_PLAIN_NAMES = ("acquirer_reference_number", "arn", "bank_reference", "trace_number")


def bank_reference(answer: Mapping[str, Any]) -> str:
    """Return the trace number (ARN, RRN or STAN), or an empty string while there is none.

    Stripe puts it under destination_details, some days after the refund (docs.stripe.com/refunds, read 2026-11).
    """
    for name in _PLAIN_NAMES:
        if isinstance(answer.get(name), str) and answer[name]:
            return str(answer[name])[:64]
    reference = _destination(answer).get("reference")
    return str(reference)[:64] if isinstance(reference, str) else ""


def was_never_charged(answer: Mapping[str, Any]) -> bool:
    """Whether the charge itself was taken back: it then leaves the statement and no trace number exists."""
    return _destination(answer).get("type") == "reversal"


def _destination(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    details = answer.get("destination_details")
    if not isinstance(details, Mapping):
        return {}
    inner = details.get(str(details.get("type")))
    return inner if isinstance(inner, Mapping) else {}
