"""Taking payments in from a gateway itself, by the same checks and the same writer as from a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from customers.actors import Actor
from customers.imports.run import Progress, Refuse, Tally, import_payments
from customers.models import Payment
from refunds.gateways.accounts import gateway_for_account
from refunds.gateways.base import Gateway
from refunds.gateways.types import PulledPayment


def pull_payments(
    *,
    actor: Actor,
    account: str,
    since: datetime,
    until: datetime,
    refuse: Refuse,
    progress: Progress,
    dry_run: bool = False,
) -> Tally:
    """Write the payments captured from `since` to before `until` that are not here yet.

    Raises UnknownAccount, or Unreachable when the gateway stops answering; what was written until then stays.
    """
    gateway = gateway_for_account(account)
    pulled = gateway.pull_payments(since, until)
    return write_pulled(gateway, pulled, actor=actor, refuse=refuse, progress=progress, dry_run=dry_run)


def write_pulled(
    gateway: Gateway,
    pulled: Iterable[PulledPayment],
    *,
    actor: Actor,
    refuse: Refuse,
    progress: Progress,
    dry_run: bool = False,
) -> Tally:
    """Write what a gateway listed; `refuse` is told the place in the list and why."""
    return import_payments(
        ((number, {"payment": payment}) for number, payment in enumerate(pulled, start=1)),
        partial(_fields, gateway),
        actor=actor,
        refuse=refuse,
        progress=progress,
        dry_run=dry_run,
    )


def _fields(gateway: Gateway, record: Mapping[str, Any]) -> dict[str, Any]:
    payment: PulledPayment = record["payment"]
    return {
        "gateway": gateway.code,
        "gateway_account": gateway.account,
        "gateway_reference": payment.gateway_reference,
        "customer_email": payment.customer_email,
        "customer_name": payment.customer_name[:200],
        "order_reference": payment.order_reference[:120],
        "currency": payment.currency,
        "captured_minor": payment.amount_minor,
        "refunded_before_minor": payment.refunded_minor,
        "method": payment.method_kind if payment.method_kind in Payment.Method.values else Payment.Method.OTHER.value,
        "card_brand": payment.card_brand,
        "card_last4": payment.card_last4,
        "country": payment.country,
        "captured_at": payment.captured_at,
    }
