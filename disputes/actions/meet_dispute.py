"""An alert and a dispute of one payment know each other: what was warned of, and what came of it."""

from __future__ import annotations

from customers.actors import Actor
from disputes.actions.book_alert import leave_it_to
from disputes.models import Alert, Dispute
from disputes.prevention.events import record
from disputes.prevention.finding import locked_alerts_of
from disputes.prevention.moving import move

State = Alert.State
TURNS_INTO_DISPUTE = (State.RECEIVED, State.REFUNDING, State.DECLINED, State.EXPIRED)
"""What was answered with money, or settled by the network, keeps its answer; the dispute is linked all the same."""


def on_news(dispute: Dispute, actor: Actor, *, moved: bool, opened: bool) -> None:
    """Link the alerts of a payment to the first dispute that follows them, and count the network's money once."""
    prevented = dispute.state == Dispute.State.PREVENTED
    if not opened and not prevented:
        return
    for alert in locked_alerts_of(dispute.payment):
        alert.payment = dispute.payment
        if alert.dispute_id is None:
            _meet(alert, dispute, actor)
        if prevented and alert.dispute_id == dispute.pk:
            leave_it_to(dispute, alert, actor)


def meet_standing_dispute(alert: Alert, actor: Actor) -> None:
    """The dispute was here before its alert, as news may come in any order. The payment and the alert are locked."""
    disputes = Dispute.objects.filter(payment=alert.payment_id).order_by("id")
    for dispute in disputes:
        if dispute.is_open or dispute.opened_at >= alert.alerted_at:
            if alert.paid_outside:
                return  # whose money that is, is for the books to say
            _meet(alert, dispute, actor)
            return


def _meet(alert: Alert, dispute: Dispute, actor: Actor) -> None:
    alert.dispute = dispute
    alert.save()
    days = alert.days_to_dispute
    if alert.state in TURNS_INTO_DISPUTE and not alert.paid_outside:
        move(alert, alert.become_dispute, actor, dispute=dispute.reference, days=days)
    else:
        record(alert, "alert.met_dispute", actor, dispute=dispute.reference, days=days)
