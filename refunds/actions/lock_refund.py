"""Taking a case under lock, always in the same order: payment, then refund, then nothing else."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from customers.errors import Conflict, NotFound
from customers.models import Payment
from refunds.fingerprint import seen_hash
from refunds.models import Refund


def lock_refund(reference: str) -> Refund:
    """Lock payment and refund and return the refund as it is now. Raises NotFound."""
    found = lock_refunds(Refund.objects.filter(reference=reference))
    if not found:
        raise NotFound(_("There is no such refund."), "refund_not_found")
    return found[0]


def lock_refunds(wanted: QuerySet[Refund]) -> list[Refund]:
    """Lock all their payments, then the refunds, each by number; refunds of one payment share the object."""
    their_payments = Payment.objects.filter(pk__in=wanted.values("payment_id"))
    payments = {payment.pk: payment for payment in their_payments.select_for_update().order_by("pk")}
    refunds = list(wanted.select_for_update(of=("self",)).select_related("customer").order_by("pk"))
    for refund in refunds:
        refund.payment = payments[refund.payment_id]
    return refunds


def lock_if_free(refund_id: int) -> Refund | None:
    """Lock a refund with its payment, or return nothing where somebody else holds one of them right now."""
    payment = Payment.objects.filter(refunds=refund_id).select_for_update(skip_locked=True, of=("self",)).first()
    if payment is None:
        return None
    wanted = Refund.objects.filter(pk=refund_id).select_for_update(skip_locked=True, of=("self",))
    refund = wanted.select_related("customer").first()
    if refund is not None:
        refund.payment = payment
    return refund


def require_state(refund: Refund, *states: str) -> None:
    """Raise Conflict when the refund has moved on in the meantime."""
    if refund.state not in states:
        raise Conflict(
            _("This refund is already “%s”, so this move is no longer possible.") % refund.get_state_display(),
            "already_moved",
        )


def require_seen(refund: Refund, seen: str) -> None:
    """Raise Conflict when the refund is not what the approver saw."""
    if seen != seen_hash(refund):
        raise Conflict(
            _("The refund changed since you looked at it. Read it again, then decide."), "changed_since_seen"
        )
