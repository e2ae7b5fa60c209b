"""Stripe's early fraud warnings. Fields from its API reference, read in November 2026."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from refunds.gateways.dispute_types import WarningRecord
from refunds.gateways.identifiers import identifier

KIND = "radar.early_fraud_warning"


def is_warning(answer: Any) -> bool:
    return isinstance(answer, dict) and answer.get("object") == KIND and isinstance(answer.get("id"), str)


def warning_of(thing: Mapping[str, Any]) -> WarningRecord:
    """Read a warning as Stripe shows it. It can be acted on until the payment is disputed or wholly paid back.

    Raises KeyError, ValueError or TypeError where it makes no sense.
    """
    actionable = thing.get("actionable")
    named = (identifier(thing.get("charge")), identifier(thing.get("payment_intent")))
    return WarningRecord(
        gateway_reference=identifier(thing["id"]),
        payment_references=tuple(name for name in named if name),
        fraud_type=str(thing.get("fraud_type") or ""),
        is_actionable=actionable if isinstance(actionable, bool) else None,
        warned_at=datetime.fromtimestamp(thing["created"], UTC),
        raw=thing,
    )
