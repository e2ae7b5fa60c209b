"""What was approved and waited for a hold leaves when that is lifted, not at the worker's next look a minute later."""

from __future__ import annotations

from customers.models import Payment
from refunds.actions.release_refund import SUBMIT, order_key
from refunds.models import Refund
from refunds.outbox.enqueue import wake_after_commit
from refunds.outbox.lease import bring_forward


def go_on(payment: Payment) -> None:
    """Call it with the payment locked. Where another hold still stands the worker postpones it again."""
    waiting = Refund.objects.filter(payment=payment, state=Refund.State.APPROVED)
    if bring_forward(SUBMIT, [order_key(refund) for refund in waiting]):
        wake_after_commit()
