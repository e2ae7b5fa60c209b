"""A refund and a dispute of one payment know each other: a waiting refund stops, and both tell why.

That it stops is the gate's doing (a hold, which the worker reads under the payment's lock); this writes it down where
people look. Called with the payment locked, in the transaction that brought the dispute's news.
"""

from __future__ import annotations

from customers.actors import Actor
from disputes.events import record
from disputes.gate import HAS_LEFT, stands_in_the_way
from disputes.models import Dispute
from refunds.actions.go_on import go_on
from refunds.events import record as record_on_refund
from refunds.models import Refund

STOPPED, GOES_ON = "refund.stopped_by_dispute", "refund.goes_on_after_dispute"
State = Refund.State


def on_news(dispute: Dispute, actor: Actor, *, moved: bool, opened: bool) -> None:
    """Stop what waits for the worker while the gate stands, and let it go on when it is lifted."""
    if stands_in_the_way(dispute):
        _stop(dispute, actor)
        if opened:
            _tell_of_what_has_left(dispute, actor)
    elif dispute.stopped_refund_id is not None:
        _let_go(dispute, actor)


def _stop(dispute: Dispute, actor: Actor) -> None:
    waiting = Refund.objects.filter(payment=dispute.payment_id, state=State.APPROVED).order_by("id")
    for refund in waiting.select_for_update(of=("self",)).select_related("payment", "customer"):
        if _is_stopped(refund, dispute):
            continue
        record_on_refund(refund, STOPPED, actor, dispute=dispute.reference)
        record(dispute, "dispute.stopped_refund", actor, refund=refund.reference)
        if dispute.stopped_refund is None:
            dispute.stopped_refund = refund
            dispute.save()


def _is_stopped(refund: Refund, dispute: Dispute) -> bool:
    last = refund.events.filter(kind__in=(STOPPED, GOES_ON), data__dispute=dispute.reference).last()
    return last is not None and last.kind == STOPPED


def _tell_of_what_has_left(dispute: Dispute, actor: Actor) -> None:
    """Money that is already back with the customer, or on its way, cannot be stopped: it is the first evidence."""
    left = Refund.objects.filter(payment=dispute.payment_id, state__in=HAS_LEFT)
    for refund in left.order_by("id"):
        record(dispute, "dispute.refund_has_left", actor, refund=refund.reference)


def _let_go(dispute: Dispute, actor: Actor) -> None:
    """The hold is lifted; the worker sends what waits, at once."""
    waiting = Refund.objects.filter(payment=dispute.payment_id, state=State.APPROVED).order_by("id")
    for refund in waiting:
        if _is_stopped(refund, dispute):
            record_on_refund(refund, GOES_ON, actor, dispute=dispute.reference)
            record(dispute, "dispute.let_refund_go", actor, refund=refund.reference)
    go_on(dispute.payment)
