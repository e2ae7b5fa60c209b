"""Money that a gateway paid back by itself, told as a reversal or a refund of the payment: that of its dispute, once.

PayPal tells of the money of a lost case twice over: as a reversal of the capture (T1106, PAYMENT.CAPTURE.REVERSED) and
as a movement in the dispute. It may do so of an accepted offer: as a refund and as a movement. It is one sum, in
whichever order both are told.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.actors import Actor
from customers.models import Payment
from disputes import bookkeeping
from disputes.events import record as note
from disputes.models import Dispute
from refunds.gateways.dispute_types import DisputeMovement, MovementKind, OfferState
from refunds.gateways.types import Outcome

TOLD = "dispute.reversal"
STAYED_WITH_THE_SHOP = (Dispute.State.INQUIRY, Dispute.State.INQUIRY_ANSWERED, Dispute.State.INQUIRY_CLOSED)
"""While people still talk, and after they agreed, nothing is taken."""


def claim(payment: Payment, outcome: Outcome, actor: Actor, *, is_reversal: bool) -> str:
    """Count a reversal as taken for the payment's dispute; it is booked unless the dispute told of it itself.

    A refund counts only for an offer that was accepted and of which the dispute has told.
    """
    if not outcome.amount_minor:
        return ""
    found = _meant(payment, outcome.amount_minor, outcome.currency) if is_reversal else _agreed(payment, outcome)
    return _counted(found, outcome, actor) if found else ""


def _counted(dispute: Dispute, outcome: Outcome, actor: Actor) -> str:
    told = dispute.events.filter(kind=TOLD)
    if not told.filter(data__gateway_reference=outcome.gateway_reference).exists():
        if not _is_booked(dispute, outcome):
            bookkeeping.book_movements(dispute, [_movement(outcome)])
            bookkeeping.settle_losses(dispute)
        note(dispute, TOLD, actor, gateway_reference=outcome.gateway_reference, amount_minor=outcome.amount_minor)
    return _("It is the money of the dispute %s.") % dispute.reference


def _meant(payment: Payment, amount_minor: int, currency: str | None) -> Dispute | None:
    """The newest dispute of the payment that can have taken this much."""
    disputes = payment.disputes.select_for_update(of=("self",)).exclude(state__in=STAYED_WITH_THE_SHOP)
    fitting = disputes.filter(currency=currency or "", amount_minor__gte=amount_minor)
    return fitting.order_by("-opened_at", "-id").first()


def _agreed(payment: Payment, outcome: Outcome) -> Dispute | None:
    """The dispute that ended with an offer of this sum, where it has told of the money and no refund has yet."""
    offer = {"state": OfferState.ACCEPTED.value, "amount_minor": outcome.amount_minor, "currency": outcome.currency}
    disputes = payment.disputes.select_for_update(of=("self",)).filter(offer__contains=offer)
    return next((dispute for dispute in disputes.order_by("-opened_at", "-id") if _is_booked(dispute, outcome)), None)


def _is_booked(dispute: Dispute, outcome: Outcome) -> bool:
    """Whether the dispute has told of a sum like this one, for which no other reversal has come."""
    amount_minor = outcome.amount_minor or 0
    taken = dispute.moved.filter(kind=MovementKind.WITHDRAWN, amount_minor=amount_minor)
    return taken.count() > dispute.events.filter(kind=TOLD, data__amount_minor=amount_minor).count()


def _movement(outcome: Outcome) -> DisputeMovement:
    return DisputeMovement(
        movement_id=f"{bookkeeping.REVERSAL}{outcome.gateway_reference}"[:191],
        kind=MovementKind.WITHDRAWN,
        amount_minor=outcome.amount_minor or 0,
        currency=outcome.currency or "",
    )
