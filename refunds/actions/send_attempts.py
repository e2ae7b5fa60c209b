"""Sending attempts whose key and body are stored and whose state says so. No transaction is open during a call."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextvars import copy_context

import structlog

from customers.actors import Actor
from customers.correlation import working_under
from refunds.actions.settle import apply_refund_outcomes
from refunds.crash_points import crash_point
from refunds.gateways.accounts import gateway_for
from refunds.gateways.types import Outcome, OutcomeState, PreparedRefund
from refunds.models import RefundAttempt

CALLS_AT_ONCE = 16

log = structlog.get_logger(__name__)


def send_attempts(attempts: Sequence[RefundAttempt], actor: Actor) -> None:
    """Call the gateways side by side and settle the answers as they come, those that came together in one go."""
    if not attempts:
        return
    with ThreadPoolExecutor(max_workers=min(len(attempts), CALLS_AT_ONCE)) as pool:
        calling = {pool.submit(copy_context().run, _call, attempt): attempt.pk for attempt in attempts}
        while calling:
            answered, _still = wait(calling, return_when=FIRST_COMPLETED)
            crash_point("answer_received")
            settle_together({calling.pop(call): call.result() for call in answered}, actor)
            crash_point("settlement_committed")


def settle_together(outcomes: dict[int, Outcome], actor: Actor) -> None:
    """Settle together; where one of them breaks it, each alone. What still breaks is looked up later."""
    try:
        apply_refund_outcomes(outcomes, actor)
    except Exception:
        if len(outcomes) > 1:
            for attempt_id, outcome in outcomes.items():
                settle_together({attempt_id: outcome}, actor)
        else:
            log.exception("refund.settlement_broke", attempt=next(iter(outcomes)))


def prepared(attempt: RefundAttempt) -> PreparedRefund:
    """The very bytes that were stored before the first send."""
    return PreparedRefund(
        idempotency_key=attempt.idempotency_key,
        reference=attempt.reference,
        payment_reference=attempt.refund.payment.gateway_reference,
        body=bytes(attempt.body),
        correlation_id=attempt.correlation_id,
    )


def _call(attempt: RefundAttempt) -> Outcome:
    with working_under(attempt.correlation_id):
        began = time.monotonic()
        outcome = _ask_for_it(attempt)
        took_ms = round(1000 * (time.monotonic() - began))
        log.info(
            "gateway.answered",
            attempt=attempt.reference,
            account=attempt.gateway_account,
            outcome=str(outcome.state),
            code=outcome.code,
            ms=took_ms,
        )
    return outcome


def _ask_for_it(attempt: RefundAttempt) -> Outcome:
    try:
        return gateway_for(attempt.gateway, attempt.gateway_account).send(prepared(attempt))
    except Exception as trouble:
        log.exception("gateway.send_broke", attempt=attempt.reference)
        return Outcome(state=OutcomeState.UNKNOWN, code="internal", message=type(trouble).__name__)
