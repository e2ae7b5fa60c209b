"""Sending attempts whose key and body are stored and whose state says so. No transaction is open during a call."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

import structlog

from customers.actors import Actor
from refunds.actions.settle import apply_refund_outcome
from refunds.crash_points import crash_point
from refunds.gateways.accounts import gateway_for
from refunds.gateways.types import Outcome, OutcomeState, PreparedRefund
from refunds.models import RefundAttempt

CALLS_AT_ONCE = 16

log = structlog.get_logger(__name__)


def send_attempts(attempts: Sequence[RefundAttempt], actor: Actor) -> None:
    """Call the gateways side by side and settle each answer as it comes."""
    if not attempts:
        return
    with ThreadPoolExecutor(max_workers=min(len(attempts), CALLS_AT_ONCE)) as pool:
        calls = {pool.submit(_call, attempt): attempt for attempt in attempts}
        for call in as_completed(calls):
            crash_point("answer_received")
            apply_refund_outcome(calls[call].pk, call.result(), actor)
            crash_point("settlement_committed")


def prepared(attempt: RefundAttempt) -> PreparedRefund:
    """The very bytes that were stored before the first send."""
    return PreparedRefund(
        idempotency_key=attempt.idempotency_key,
        reference=attempt.reference,
        payment_reference=attempt.refund.payment.gateway_reference,
        body=bytes(attempt.body),
    )


def _call(attempt: RefundAttempt) -> Outcome:
    try:
        return gateway_for(attempt.gateway, attempt.gateway_account).send(prepared(attempt))
    except Exception as trouble:
        log.exception("gateway.send_broke", attempt=attempt.reference)
        return Outcome(state=OutcomeState.UNKNOWN, code="internal", message=type(trouble).__name__)
