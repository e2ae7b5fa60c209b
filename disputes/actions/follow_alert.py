"""What becomes of an alert without anybody deciding: its refund has ended, or paying back helps no more."""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.actors import Actor
from disputes.models import Alert
from disputes.prevention.events import record
from disputes.prevention.moving import move
from refunds.models import Refund

State, Came = Alert.State, Refund.State

CAME_TO_NOTHING = (Came.REJECTED, Came.CANCELED, Came.FAILED)


def follow_refund(alert: Alert, actor: Actor) -> None:
    """Bring a locked alert to where the refund stands that it was answered with; the caller saves it."""
    refund = alert.refund
    if refund is None:
        return
    if alert.state == State.REFUNDING and refund.state == Came.COMPLETED:
        move(alert, alert.be_refunded, actor, refund=refund.reference)
    elif alert.state == State.REFUNDING and refund.state in CAME_TO_NOTHING:
        move(alert, alert.wait_again, actor, refund=refund.reference, became=refund.state)
        alert.calendar_at = alert.answer_by
    elif alert.state == State.REFUNDED and refund.state == Came.FAILED and not alert.attention:
        alert.attention = _("%s came back after the provider was told that it was paid.") % refund.reference
        record(alert, "alert.needs_attention", actor, why=alert.attention)


def lose_sense(alert: Alert, actor: Actor) -> None:
    """The gateway says that paying back helps no more: it is refunded already, or it is too late.

    The payment and the alert are locked.
    """
    if alert.state != State.RECEIVED:
        return
    whole = _refund_of_everything(alert)
    if whole is not None:
        alert.refund = whole
        move(alert, alert.be_refunded, actor, refund=whole.reference)
    else:
        move(alert, alert.expire, actor, because="not_actionable")


def _refund_of_everything(alert: Alert) -> Refund | None:
    payment = alert.payment
    if payment is None or payment.left_minor:
        return None
    done: Refund | None = payment.refunds.filter(state=Came.COMPLETED).order_by("-id").first()
    return done
