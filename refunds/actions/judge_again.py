"""The policy's word on a case whose facts have changed while it waits for a person. It moves nothing."""

from __future__ import annotations

from refunds.actions.decide_refund import keep_judgement
from refunds.actions.judge_request import judge_request
from refunds.actions.line_amounts import PricedLine, refunded_quantities
from refunds.models import Refund

State = Refund.State


def judge_again(refund: Refund) -> None:
    """Keep a new verdict beside the old ones; a person still decides. Call it with payment and refund locked.

    A case that is decided, or that the policy was never asked about, keeps what it has.
    """
    if refund.state not in (State.UNDER_REVIEW, State.NEEDS_INFO) or not refund.decisions.exists():
        return
    priced = [
        PricedLine(line.payment_line_id, line.quantity, line.amount_minor, line.tax_minor)
        for line in refund.lines.all()
    ]
    keep_judgement(
        refund,
        judge_request(
            refund.payment,
            amount_minor=refund.amount_minor,
            priced=priced,
            gone=refunded_quantities(refund.payment),
            rail=refund.rail,
            reason=refund.reason,
            origin=refund.origin,
            refund=refund,
        ),
    )
