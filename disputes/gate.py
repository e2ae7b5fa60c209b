"""When a dispute stands in the way of a refund. The gateway's own word decides; where it says nothing, we are careful.

The hold is a row in the room of customers, which refunds read: a dispute is a gate and not a subtraction.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.actions.hold_payment import hold_payment, release_hold
from customers.actors import Actor
from customers.models import PaymentHold
from disputes.models import Dispute, DisputeAnswer
from refunds.models import Refund

State = Dispute.State

LEAVES_REFUNDS_FREE = (
    State.INQUIRY,
    State.INQUIRY_ANSWERED,
    State.INQUIRY_CLOSED,
    State.WON,
    State.WITHDRAWN,
)
"""No money was taken, or it came back: a refund pays nobody twice."""


HAS_LEFT = (Refund.State.PROCESSING, Refund.State.COMPLETED)
"""States of a refund whose money the customer has, or may have at any moment."""


def source_of(dispute: Dispute) -> str:
    return f"dispute:{dispute.gateway_reference}"


def stands_in_the_way(dispute: Dispute) -> bool:
    if dispute.has_offer_out:
        return True
    is_free = dispute.may_refund if dispute.may_refund is not None else dispute.state in LEAVES_REFUNDS_FREE
    return not is_free or _is_given_in_to(dispute)


def _is_given_in_to(dispute: Dispute) -> bool:
    """Whether our acceptance is on its way, or waits for a second person: the gateway then pays the customer."""
    if dispute.state not in Dispute.OURS:
        return False
    live = (one for one in dispute.answers.all() if one.round == dispute.round and one.state in DisputeAnswer.LIVE)
    return any(answer.kind == DisputeAnswer.Kind.ACCEPTANCE for answer in live)


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
