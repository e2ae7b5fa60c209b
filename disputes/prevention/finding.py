"""Finding an alert, or taking it under lock in the order of the house: payment, then case."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from customers.errors import Conflict, NotFound
from customers.models import Payment
from disputes.models import Alert

BESIDE = ("payment__customer", "owner", "warning", "refund", "dispute")


def find_alert(reference: str, among: QuerySet[Alert] | None = None) -> Alert:
    """The alert of this number with what pages show beside it. Raises NotFound."""
    rows = Alert.objects.select_related(*BESIDE) if among is None else among
    found = rows.filter(reference=reference).first() if "\x00" not in reference else None
    if found is None:
        raise NotFound(_("There is no such alert."), "alert_not_found")
    return found


def lock_alert(reference: str, *states: str) -> Alert:
    """Lock payment and alert and return the alert as it is now.

    Raises NotFound, and Conflict where it is in none of the states or its payment was found in the meantime.
    """
    payment_id = find_alert(reference, Alert.objects.all()).payment_id
    payment = lock_payment(payment_id) if payment_id else None
    alert = find_alert(reference, _locking())
    if alert.payment_id != payment_id:
        raise Conflict(_("The payment of this alert was found in the meantime. Look at it again."), "already_moved")
    if payment is not None:
        alert.payment = payment
    if states and alert.state not in states:
        raise Conflict(
            _("This alert is already “%s”, so this move is no longer possible.") % alert.get_state_display(),
            "already_moved",
        )
    return alert


def payment_of(alert: Alert) -> Payment:
    """The payment of an alert that needs one. Raises Conflict while it is not found."""
    if alert.payment is None:
        raise Conflict(_("Find the payment first."), "no_payment")
    return alert.payment


def lock_payment(payment_id: int) -> Payment:
    return Payment.objects.select_for_update(of=("self",)).select_related("customer").get(pk=payment_id)


def lock_if_free(alert_id: int) -> Alert | None:
    """The same by number, or nothing where somebody else holds one of them right now."""
    payment_id = Alert.objects.values_list("payment_id", flat=True).get(pk=alert_id)
    payment = None
    if payment_id is not None:
        rows = Payment.objects.filter(pk=payment_id).select_for_update(skip_locked=True, of=("self",))
        payment = rows.select_related("customer").first()
        if payment is None:
            return None
    locking = Alert.objects.select_for_update(skip_locked=True, of=("self",))
    alert = locking.select_related(*BESIDE).filter(pk=alert_id, payment=payment_id).first()
    if alert is not None and payment is not None:
        alert.payment = payment
    return alert


def locked_alerts_of(payment: Payment) -> QuerySet[Alert]:
    """The alerts of a payment that is locked, each locked as well, the oldest first."""
    return _locking().filter(payment=payment).order_by("id")


def _locking() -> QuerySet[Alert]:
    return Alert.objects.select_for_update(of=("self",)).select_related(*BESIDE)
