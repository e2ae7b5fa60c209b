"""Asking a gateway how a dispute or a warning stands."""

from __future__ import annotations

from dataclasses import replace

from customers import clock
from refunds.gateways.base import Gateway
from refunds.gateways.dispute_types import DisputeRecord, WarningRecord


def ask_gateway(gateway: Gateway, gateway_reference: str) -> DisputeRecord:
    """Read the gateway's present record, marked with the moment before. Raises Unreachable or NotFound."""
    asked_at = clock.now()
    return replace(gateway.read_dispute(gateway_reference), read_at=asked_at)


def ask_about_warning(gateway: Gateway, gateway_reference: str) -> WarningRecord:
    """Read the gateway's present word of a payment that may be fraud, marked with the moment before."""
    asked_at = clock.now()
    return replace(gateway.read_warning(gateway_reference), read_at=asked_at)
