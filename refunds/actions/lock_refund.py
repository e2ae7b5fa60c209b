"""Taking a case under lock, always in the same order: payment, then refund, then nothing else."""

from __future__ import annotations

from django.utils.translation import gettext as _

from customers.errors import Conflict, NotFound
from customers.models import Payment
from refunds.fingerprint import seen_hash
from refunds.models import Refund


def lock_refund(reference: str) -> Refund:
    """Lock payment and refund and return the refund as it is now. Raises NotFound."""
    payment_id = Refund.objects.filter(reference=reference).values_list("payment_id", flat=True).first()
    if payment_id is None:
        raise NotFound(_("There is no such refund."), "refund_not_found")
    payment = Payment.objects.select_for_update().get(pk=payment_id)
    refund = (
        Refund.objects.select_for_update(of=("self",)).select_related("customer").get(reference=reference)
    )
    refund.payment = payment
    return refund


def require_state(refund: Refund, *states: str) -> None:
    """Raise Conflict when the refund has moved on in the meantime."""
    if refund.state not in states:
        raise Conflict(
            _("This refund is already “%s”, so this move is no longer possible.")
            % refund.get_state_display(),
            "already_moved",
        )


def require_seen(refund: Refund, seen: str) -> None:
    """Raise Conflict when the refund is not what the approver saw."""
    if seen != seen_hash(refund):
        raise Conflict(
            _("The refund changed since you looked at it. Read it again, then decide."), "changed_since_seen"
        )
