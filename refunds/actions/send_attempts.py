"""Sending attempts whose key and body are stored and whose state says so. No transaction is open during a call."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import structlog

from customers.actors import Actor
from customers.correlation import working_under
from refunds.actions.settle import apply_refund_outcomes
from refunds.crash_points import crash_point
from refunds.flow.gate import Permit, leave, tell
from refunds.gateways.accounts import gateway_for
from refunds.gateways.base import Gateway
from refunds.gateways.types import Outcome, OutcomeState, PreparedRefund
from refunds.models import RefundAttempt

CALLS_AT_ONCE = 64
CALLS_AT_ONCE_OF_ONE = 32
"""Of one gateway account, so that a slow one leaves room for the others. Of all processes together its gate counts."""

SETTLED_AMONG_OTHERS = 16
SLOW_SECONDS = 1
"""A gateway that takes longer for an answer is slow."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Call:
    attempt_id: int
    account: str
    permit: Permit | None
    began: float


class Calls:
    """Calls to gateways that are on their way, side by side. Whoever begins them also settles what comes back.

    `slow` are the accounts that took their time for an answer.
    """

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.slow: set[str] = set()
        self._pool = ThreadPoolExecutor(max_workers=CALLS_AT_ONCE)
        self._calling: dict[Future[Outcome], _Call] = {}
        self._of: Counter[str] = Counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, trouble: BaseException | None, at: TracebackType | None
    ) -> None:
        """Hear all answers out, but for the end of the process. What is not settled here is looked up later."""
        try:
            while self._calling and (kind is None or issubclass(kind, Exception)):
                self.settle()
        finally:
            self._pool.shutdown(wait=kind is None, cancel_futures=False)

    def __bool__(self) -> bool:
        return bool(self._calling)

    def room_for(self, account: str) -> int:
        """How many more calls of an account fit; none while half of its share is used, since batches are cheaper."""
        used = self._of[account]
        return CALLS_AT_ONCE_OF_ONE - used if used <= CALLS_AT_ONCE_OF_ONE // 2 else 0

    def begin(self, attempts: Sequence[RefundAttempt], permit: Permit | None = None) -> None:
        """Let these calls go out; each has its place in `permit`, if there is one."""
        for attempt in attempts:
            call = self._pool.submit(copy_context().run, _call, attempt, _gateway_of(attempt))
            self._calling[call] = _Call(attempt.pk, attempt.gateway_account, permit, time.monotonic())
            self._of[attempt.gateway_account] += 1

    def settle(self, seconds: float | None = None) -> None:
        """Wait for an answer, or so long at most, and settle what came together in one go: some of it, where several
        accounts are called, so that the answers of one hold up no other.
        """
        answered, _still = wait(self._calling, seconds, FIRST_COMPLETED)
        if not answered:
            return
        crash_point("answer_received")
        most = SETTLED_AMONG_OTHERS if len(+self._of) > 1 else CALLS_AT_ONCE
        heard = [(self._calling.pop(future), future.result()) for future in list(answered)[:most]]
        slow_since = time.monotonic() - SLOW_SECONDS
        self.slow |= {call.account for call, _outcome in heard if call.began <= slow_since}
        self._free([call for call, _outcome in heard])
        settle_together({call.attempt_id: outcome for call, outcome in heard}, self.actor)
        crash_point("settlement_committed")

    def _free(self, calls: Sequence[_Call]) -> None:
        self._of.subtract(call.account for call in calls)
        permits = {id(call.permit): call.permit for call in calls if call.permit is not None}
        for number, count in Counter(id(call.permit) for call in calls if call.permit is not None).items():
            leave(permits[number], count)


def send_attempts(attempts: Sequence[RefundAttempt], actor: Actor) -> None:
    """Call the gateways side by side and settle the answers as they come."""
    if not attempts:
        return
    with Calls(actor) as calls:
        calls.begin(attempts)


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


def _gateway_of(attempt: RefundAttempt) -> Gateway | Exception:
    """Found before the call's own thread begins: that one has no connection to the database."""
    try:
        return gateway_for(attempt.gateway, attempt.gateway_account)
    except Exception as trouble:
        return trouble


def _call(attempt: RefundAttempt, gateway: Gateway | Exception) -> Outcome:
    with working_under(attempt.correlation_id):
        began = time.monotonic()
        outcome = _ask_for_it(attempt, gateway)
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


def _ask_for_it(attempt: RefundAttempt, gateway: Gateway | Exception) -> Outcome:
    try:
        if isinstance(gateway, Exception):
            raise gateway
        outcome = gateway.send(prepared(attempt))
    except Exception as trouble:
        log.exception("gateway.send_broke", attempt=attempt.reference)
        return Outcome(state=OutcomeState.UNKNOWN, code="internal", message=type(trouble).__name__)
    tell(attempt.gateway_account, outcome)
    return outcome
