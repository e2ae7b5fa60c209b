"""Taking a dispute under lock, in the order of the house: payment, then case."""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.errors import Conflict
from customers.models import Payment
from disputes.finding import find_dispute
from disputes.models import Dispute


def lock_dispute(reference: str) -> Dispute:
    """Lock payment and dispute and return the dispute as it is now. Raises NotFound."""
    payments = Payment.objects.select_for_update(of=("self",)).select_related("customer")
    payment = payments.get(pk=find_dispute(reference).payment_id)
    dispute = find_dispute(reference, Dispute.objects.select_for_update(of=("self",)).select_related("owner"))
    dispute.payment = payment
    return dispute


def lock_if_free(dispute_id: int) -> Dispute | None:
    """The same by number, or nothing where somebody else holds one of them right now."""
    payment = Payment.objects.filter(disputes=dispute_id).select_for_update(skip_locked=True, of=("self",)).first()
    if payment is None:
        return None
    rows = Dispute.objects.filter(pk=dispute_id).select_for_update(skip_locked=True, of=("self",))
    dispute = rows.select_related("owner").first()
    if dispute is not None:
        dispute.payment = payment
    return dispute


def require_state(dispute: Dispute, *states: str) -> None:
    """Raise Conflict when the dispute has moved on in the meantime."""
    if dispute.state not in states:
        raise Conflict(
            _("This dispute is already “%s”, so this move is no longer possible.") % dispute.get_state_display(),
            "already_moved",
        )
