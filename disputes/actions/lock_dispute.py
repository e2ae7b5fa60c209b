"""Taking a dispute under lock, in the order of the house: payment, then case."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from customers.errors import Conflict, NotFound
from customers.models import Payment
from disputes.models import Dispute


def lock_dispute(reference: str) -> Dispute:
    """Lock payment and dispute and return the dispute as it is now. Raises NotFound."""
    payment = Payment.objects.filter(disputes__reference=reference).select_for_update(of=("self",)).first()
    dispute = _one(Dispute.objects.filter(reference=reference).select_for_update(of=("self",)), payment)
    if dispute is None:
        raise NotFound(_("There is no such dispute."), "dispute_not_found")
    return dispute


def lock_if_free(dispute_id: int) -> Dispute | None:
    """The same by number, or nothing where somebody else holds one of them right now."""
    payment = Payment.objects.filter(disputes=dispute_id).select_for_update(skip_locked=True, of=("self",)).first()
    return _one(Dispute.objects.filter(pk=dispute_id).select_for_update(skip_locked=True, of=("self",)), payment)


def require_state(dispute: Dispute, *states: str) -> None:
    """Raise Conflict when the dispute has moved on in the meantime."""
    if dispute.state not in states:
        raise Conflict(
            _("This dispute is already “%s”, so this move is no longer possible.") % dispute.get_state_display(),
            "already_moved",
        )


def _one(rows: QuerySet[Dispute], payment: Payment | None) -> Dispute | None:
    if payment is None:
        return None
    dispute = rows.select_related("owner").first()
    if dispute is not None:
        dispute.payment = payment
    return dispute
