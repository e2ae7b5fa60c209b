"""The policy's word on a case whose facts have changed while it waits for a person. It moves nothing."""

from __future__ import annotations

from refunds.actions.decide_refund import keep_verdict
from refunds.actions.line_amounts import refunded_quantities
from refunds.actions.price_request import priced_as_it_stands
from refunds.models import Refund

State = Refund.State


def judge_again(refund: Refund) -> None:
    """Keep a new verdict beside the old ones; a person still decides. Call it with payment and refund locked.

    A case that is decided, or that the policy was never asked about, keeps what it has.
    """
    if refund.state not in (State.UNDER_REVIEW, State.NEEDS_INFO) or not refund.decisions.exists():
        return
    keep_verdict(refund, priced_as_it_stands(refund, refund.lines.all()), refunded_quantities(refund.payment))
    refund.save()
