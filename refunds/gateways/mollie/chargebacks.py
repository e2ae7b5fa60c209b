"""Mollie's chargebacks in our words. Shapes from its API reference, version 2, as of November 2026.

A chargeback has no status: the money is gone on the day when it is made, and back when it was reversed. Mollie takes no
evidence over its API, so a case is lost as it arrives, and may be won late. What it costs stands in the balance only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from refunds.gateways.dispute_types import (
    DisputeMovement,
    DisputeRecord,
    DisputeStage,
    DisputeState,
    MovementKind,
)
from refunds.gateways.mollie.payments import made_at
from refunds.gateways.mollie.references import case_of, payment_id

LONGEST_REVERSAL = timedelta(days=180)
"""The list is ordered by creation, and a chargeback may be reversed months later: so far back it is read."""

RECEIVED, REVERSED = "received", "reversed"
"""Our names for what Mollie says by `reversedAt` alone."""

Minor = Callable[[Mapping[str, Any]], int]


def record_of(chargeback: Mapping[str, Any], minor: Minor) -> DisputeRecord:
    """Read a chargeback as Mollie shows it. Raises ValueError or KeyError where it makes no sense."""
    amount, opened_at, reversed_at = chargeback["amount"], made_at(chargeback), reversed_when(chargeback)
    amount_minor, currency = abs(minor(amount)), str(amount["currency"])
    told = chargeback.get("reason") or {}
    movements = [DisputeMovement("chargeback", MovementKind.WITHDRAWN, amount_minor, currency, opened_at)]
    if reversed_at is not None:
        movements.append(DisputeMovement("reversal", MovementKind.REINSTATED, amount_minor, currency, reversed_at))
    return DisputeRecord(
        gateway_reference=case_of(chargeback["paymentId"], chargeback["id"]),
        state=DisputeState.LOST if reversed_at is None else DisputeState.WON,
        stage=DisputeStage.CHARGEBACK,
        word=RECEIVED if reversed_at is None else REVERSED,
        amount_minor=amount_minor,
        currency=currency,
        payment_references=(payment_id(chargeback["paymentId"]),),
        reason=str(told.get("code") or ""),
        can_respond=False,
        can_accept=False,
        is_refundable=None if reversed_at else False,
        opened_at=opened_at,
        outcome_words=str(told.get("description") or ""),
        movements=movements,
        raw=chargeback,
    )


def reversed_when(chargeback: Mapping[str, Any]) -> datetime | None:
    told = chargeback.get("reversedAt")
    return made_at({"createdAt": told}) if told else None


def changed_between(chargeback: Mapping[str, Any], since: datetime, until: datetime) -> bool:
    """Whether it was made or reversed in that time."""
    moments = (made_at(chargeback), reversed_when(chargeback))
    return any(moment is not None and since <= moment < until for moment in moments)
