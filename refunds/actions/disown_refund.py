"""Taking an adopted refund out of the books again: the same money turned out to be counted elsewhere."""

from __future__ import annotations

from customers.actors import Actor
from refunds.actions.release_refund import move_amounts
from refunds.events import record
from refunds.ledger.post import post_reverse
from refunds.models import Refund, RefundAttempt

COUNTED_ELSEWHERE = "counted_elsewhere"


def disown_refund(refund: Refund, actor: Actor, counted_as: str) -> None:
    """Reverse a completed refund and close it; the payment and the refund are locked by the caller.

    No money moved, so that the customer is written nothing. `counted_as` is the number of the case that has the money.
    """
    attempt = refund.attempts.select_for_update().get(state=RefundAttempt.State.SUCCEEDED)
    attempt.failure_code = COUNTED_ELSEWHERE
    attempt.failure_message = counted_as
    attempt.reverse()
    attempt.save()
    move_amounts(refund.payment, refunded=-refund.amount_minor)
    refund.come_back()
    refund.save()
    post_reverse(refund)
    refund.cancel()
    refund.save()
    record(refund, "refund.disowned", actor, Refund.State.COMPLETED, case=counted_as)
