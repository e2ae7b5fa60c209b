"""Money that a card network has given back by its own rule: booked like a refund made outside, and only once.

Visa's RDR takes it at the acquirer. Where the gateway tells of the same case as a dispute with a movement of money, the
books follow the gateway, and what was booked for the alert is taken out again.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.actors import Actor
from disputes.bookkeeping import is_money_gone
from disputes.models import Alert, Dispute
from disputes.prevention.events import record
from disputes.prevention.finding import payment_of
from disputes.prevention.moving import move
from refunds.actions.adopt_refund import Adopted, Found, adopt_refund
from refunds.actions.disown_refund import disown_refund
from refunds.errors import Unmatched
from refunds.gateways.types import Outcome, OutcomeState
from refunds.models import Refund, RefundAttempt


def book_outside(alert: Alert, actor: Actor) -> None:
    """Book what the network has paid; where that does not fit the payment, a person looks. Payment and alert are
    locked; the caller saves the alert."""
    taken = _dispute_with_the_money(alert)
    if taken is not None:
        _count_with(alert, taken, actor)
    else:
        _adopt(alert, actor)
    move(alert, alert.be_settled_outside, actor)


def leave_it_to(dispute: Dispute, alert: Alert, actor: Actor) -> None:
    """The gateway tells of the same money as this dispute, which the network ended: it is counted once.

    Payment, dispute and alert are locked.
    """
    refund = alert.refund
    if not alert.paid_outside or refund is None or not is_money_gone(dispute):
        return
    refund = Refund.objects.select_for_update(of=("self",)).select_related("payment", "customer").get(pk=refund.pk)
    adopted = refund.attempts.filter(state=RefundAttempt.State.SUCCEEDED, gateway_reference=_number_of(alert)).exists()
    if refund.state != Refund.State.COMPLETED or not adopted:
        return
    refund.payment = dispute.payment
    disown_refund(refund, actor, dispute.reference)
    record(alert, "alert.counted_with_dispute", actor, dispute=dispute.reference)


def _adopt(alert: Alert, actor: Actor) -> None:
    payment = payment_of(alert)
    found = Found(payment.gateway, payment.gateway_account, frozenset({payment.gateway_reference}), alert.alerted_at)
    outcome = Outcome(
        OutcomeState.SUCCEEDED,
        gateway_reference=_number_of(alert),
        code="paid_by_network",
        raw={"provider": alert.provider, "provider_reference": alert.provider_reference},
        amount_minor=alert.amount_minor,
        currency=alert.currency,
    )
    said = _("The card network paid it back by its own rule: %(provider)s, alert %(alert)s.")
    words = said % {"provider": alert.get_provider_display(), "alert": alert.reference}
    try:
        adopted = adopt_refund(found, outcome, words=words)
    except Unmatched as why:
        alert.attention = (_("The network has paid this back, and it does not fit our books: %s") % why)[:300]
        record(alert, "alert.not_booked", actor, why=str(why))
        return
    if not isinstance(adopted, Adopted):
        record(alert, "alert.counted_before", actor)
        return
    alert.refund = adopted.refund
    record(alert, "alert.booked", actor, refund=adopted.refund.reference)


def _count_with(alert: Alert, dispute: Dispute, actor: Actor) -> None:
    alert.dispute = dispute
    record(alert, "alert.counted_with_dispute", actor, dispute=dispute.reference)
    if dispute.state != Dispute.State.PREVENTED:
        alert.attention = (
            _("Dispute %s has taken money for this payment as well. See at the gateway whether it left twice.")
            % dispute.reference
        )


def _dispute_with_the_money(alert: Alert) -> Dispute | None:
    disputes = Dispute.objects.filter(payment=alert.payment_id).order_by("-id")
    return next((dispute for dispute in disputes if is_money_gone(dispute)), None)


def _number_of(alert: Alert) -> str:
    """Under which the adopted refund stands beside those of the gateway."""
    return f"{alert.provider}:{alert.provider_reference}"[:191]
