"""Deciding an alert: pay back now, count a refund that is there as the answer, or leave it alone with a reason."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict
from customers.models import Payment, PaymentHold
from disputes.actions.follow_alert import CAME_TO_NOTHING, follow_refund
from disputes.models import Alert, Dispute
from disputes.prevention.events import record
from disputes.prevention.finding import lock_alert, payment_of
from disputes.prevention.moving import move
from refunds import permissions
from refunds.actions.quote_refund import Quote, quote_refund
from refunds.actions.request_refund import request_refund
from refunds.actions.words import require_note
from refunds.models import Refund

WORDS_LIMIT = 500
State, Came, Category, Reason = Alert.State, Refund.State, Dispute.Category, Refund.Reason
MAY_REFUND = (State.RECEIVED, State.EXPIRED, State.DECLINED)
"""Who left it alone, or missed the moment, may still think better of it."""
UNDER_WAY = (Came.REQUESTED, Came.UNDER_REVIEW, Came.NEEDS_INFO, Came.APPROVED, Came.PROCESSING, Came.FAILED)

_REASONS: dict[str, str] = {
    Category.FRAUDULENT: Reason.FRAUD,
    Category.UNRECOGNIZED: Reason.FRAUD,
    Category.NOT_RECEIVED: Reason.NOT_RECEIVED,
    Category.UNACCEPTABLE: Reason.NOT_AS_DESCRIBED,
    Category.DUPLICATE: Reason.DUPLICATE,
    Category.SUBSCRIPTION: Reason.CANCELED_SERVICE,
}


def refund_for_alert(*, actor: Actor, reference: str) -> Refund:
    """Ask for what the alert is about, at most what is left; policy and people decide it as every other refund.

    Raises Conflict where the alert has its answer, the payment is disputed or on hold, or another refund is there:
    nobody is paid twice.
    """
    with transaction.atomic(), acting(actor):
        alert = lock_alert(reference)
        permissions.require(actor, permissions.SEE_DISPUTES)
        permissions.require(actor, permissions.REQUEST)
        if why_not := why_no_refund(alert):
            raise Conflict(why_not, "no_refund_for_alert")
        alert.asked += 1
        refund = request_refund(
            actor=actor,
            payment_reference=payment_of(alert).reference,
            reason=reason_for(alert),
            origin=Refund.Origin.DISPUTE,
            amount_minor=_part_of(alert),
            fee_waiver=_why(alert),
            request_key=f"{alert.reference}/{alert.asked}",
        )
        _answer_with(alert, refund, actor)
    return refund


def answer_with_refund(*, actor: Actor, reference: str, refund: str) -> Alert:
    """Count a refund of the payment that is under way or done already as the answer to the alert."""
    with transaction.atomic(), acting(actor):
        alert = lock_alert(reference, *MAY_REFUND)
        permissions.require(actor, permissions.ANSWER_DISPUTES)
        _answer_with(alert, _one_of(alert, refund), actor)
    return alert


def leave_alone(*, actor: Actor, reference: str, words: str) -> Alert:
    """Decide to wait, for a reason that colleagues read. The provider may read that nothing is paid back."""
    said = require_note(words, "words", WORDS_LIMIT)
    with transaction.atomic(), acting(actor):
        alert = lock_alert(reference, State.RECEIVED)
        permissions.require(actor, permissions.ANSWER_DISPUTES)
        if alert.paid_outside:
            raise Conflict(_("The network has paid this back already. Find its payment."), "paid_outside")
        alert.words, alert.attention = said, ""
        move(alert, alert.be_left_alone, actor, words=said)
    return alert


def look_at_it(*, actor: Actor, reference: str, words: str) -> Alert:
    """Say what came of what a person had to look at."""
    said = require_note(words, "words", WORDS_LIMIT)
    with transaction.atomic(), acting(actor):
        alert = lock_alert(reference)
        permissions.require(actor, permissions.ANSWER_DISPUTES)
        if not alert.attention:
            raise Conflict(_("A colleague has looked at it already."), "already_moved")
        record(alert, "alert.looked_at", actor, why=alert.attention, words=said)
        alert.attention = ""
        alert.save()
    return alert


def quote_for_alert(*, actor: Actor, alert: Alert) -> Quote:
    """What a refund would come to and who would decide it. Raises what the refund itself would."""
    return quote_refund(
        actor=actor,
        payment_reference=payment_of(alert).reference,
        reason=reason_for(alert),
        origin=Refund.Origin.DISPUTE,
        amount_minor=_part_of(alert),
        fee_waiver=_why(alert),
    )


def reason_for(alert: Alert) -> str:
    return _REASONS.get(alert.category, Reason.OTHER)


def why_no_refund(alert: Alert) -> str:
    """Why no refund may be asked for because of this alert; "" where one may."""
    if alert.paid_outside:
        return _("The network pays this back by its own rule: a refund would pay the customer twice.")
    if alert.payment is None:
        return _("Find the payment first.")
    if alert.state not in MAY_REFUND:
        return _("This alert is already “%s”.") % alert.get_state_display()
    return _why_not_of(alert.payment)


def _why_not_of(payment: Payment) -> str:
    disputed = Dispute.objects.filter(payment=payment, state__in=Dispute.OPEN).order_by("id").first()
    if disputed is not None:
        return _("Dispute %s is open on this payment: go on there.") % disputed.reference
    if PaymentHold.objects.filter(payment=payment, released_at=None).exists():
        return _("The payment is on hold.")
    open_refund = Refund.objects.filter(payment=payment, state__in=UNDER_WAY).order_by("id").first()
    if open_refund is not None:
        return _("%s is under way on this payment: go on with that one.") % open_refund.reference
    return "" if payment.left_minor else _("Everything has gone back to the customer already.")


def refunds_that_answer(alert: Alert) -> list[Refund]:
    """Refunds of the payment that give back what the alert is about, on the original way, the newest first."""
    if alert.payment is None or alert.paid_outside or alert.state not in MAY_REFUND:
        return []
    rows = Refund.objects.filter(
        payment=alert.payment, rail=Refund.Rail.ORIGINAL, currency=alert.currency, amount_minor__gte=_enough(alert)
    )
    return list(rows.exclude(state__in=CAME_TO_NOTHING).order_by("-id")[:5])


def _enough(alert: Alert) -> int:
    """A warning is about the payment, and names no amount of its own: any refund of it may be the answer."""
    return 1 if alert.is_warning else alert.amount_minor


def _one_of(alert: Alert, reference: str) -> Refund:
    for refund in refunds_that_answer(alert):
        if refund.reference == reference.strip().upper():
            return refund
    raise BadInput(_("This refund does not give back what the alert is about."), "refund_does_not_answer", "refund")


def _answer_with(alert: Alert, refund: Refund, actor: Actor) -> None:
    alert.refund, alert.words = refund, ""
    if refund.state == Came.COMPLETED:
        alert.attention = ""
        move(alert, alert.be_refunded, actor, refund=refund.reference)
        return
    move(alert, alert.await_refund, actor, refund=refund.reference)
    follow_refund(alert, actor)
    if alert.is_waiting:
        alert.calendar_at = alert.answer_by
    alert.save()


def _part_of(alert: Alert) -> int | None:
    """None is everything that is left, line by line."""
    left = payment_of(alert).left_minor
    return None if alert.amount_minor >= left else alert.amount_minor


def _why(alert: Alert) -> str:
    return _("Because of alert %s: what is paid back now need not be disputed.") % alert.reference
