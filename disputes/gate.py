"""When a dispute stands in the way of a refund. The gateway's own word decides; where it says nothing, we are careful.

The hold is a row in the room of customers, which refunds read: a dispute is a gate and not a subtraction.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.actions.hold_payment import hold_payment, release_hold
from customers.actors import Actor
from customers.models import PaymentHold
from disputes.models import Dispute

State = Dispute.State

LEAVES_REFUNDS_FREE = (
    State.INQUIRY,
    State.INQUIRY_ANSWERED,
    State.INQUIRY_CLOSED,
    State.WON,
    State.WITHDRAWN,
)
"""No money was taken, or it came back: a refund pays nobody twice."""


def source_of(dispute: Dispute) -> str:
    return f"dispute:{dispute.gateway_reference}"


def stands_in_the_way(dispute: Dispute) -> bool:
    if dispute.has_offer_out:
        return True
    if dispute.may_refund is not None:
        return not dispute.may_refund
    return dispute.state not in LEAVES_REFUNDS_FREE


def keep_gate(dispute: Dispute, actor: Actor) -> bool:
    """Place or lift the hold as the dispute stands now; tell whether refunds are held. The payment is locked."""
    if not stands_in_the_way(dispute):
        release_hold(actor=actor, payment=dispute.payment, source=source_of(dispute))
        return False
    hold_payment(
        actor=actor,
        payment=dispute.payment,
        kind=PaymentHold.Kind.DISPUTE,
        source=source_of(dispute),
        reason=_why(dispute),
    )
    return True


def _why(dispute: Dispute) -> str:
    if dispute.has_offer_out and dispute.offer.get("state") == "accepted":
        return _("The customer took an offer in dispute %s, and the gateway pays it.") % dispute.gateway_reference
    if dispute.has_offer_out:
        return _("The customer has an offer in dispute %s and may take it.") % dispute.gateway_reference
    if dispute.is_open:
        return _("Dispute %s is open at the gateway.") % dispute.gateway_reference
    return _("Dispute %s has already given the customer this money.") % dispute.gateway_reference
