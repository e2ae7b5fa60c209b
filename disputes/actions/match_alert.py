"""A person says which payment an alert is about, where that was not sure."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict
from customers.models import Payment
from disputes.actions.take_alert import have_payment
from disputes.models import Alert
from disputes.prevention.finding import find_alert, lock_payment
from refunds import permissions


def match_alert(*, actor: Actor, reference: str, payment: str) -> Alert:
    """Tie an alert to the payment with this number of ours, with everything that follows; amounts are the alert's own.

    Raises BadInput for a payment that cannot be meant, Conflict where it was found in the meantime.
    """
    permissions.require(actor, permissions.ANSWER_DISPUTES)
    number = payment.strip().upper()
    with transaction.atomic(), acting(actor):
        find_alert(reference, Alert.objects.all())
        locked = _locked_payment(number)
        alert = find_alert(reference, Alert.objects.select_for_update(of=("self",)).select_related("owner"))
        if alert.payment_id is not None:
            raise Conflict(_("The payment of this alert is found already."), "already_matched")
        _require_fits(alert, locked)
        have_payment(alert, locked, actor, how="person")
    return alert


def _locked_payment(number: str) -> Payment:
    found = Payment.objects.filter(reference=number).first() if "\x00" not in number else None
    if found is None:
        raise BadInput(_("There is no payment with this number."), "unknown_payment", "payment")
    return lock_payment(found.pk)


def _require_fits(alert: Alert, payment: Payment) -> None:
    if payment.currency != alert.currency:
        raise BadInput(
            _("This payment was made in %(payment)s, and the alert is in %(alert)s.")
            % {"payment": payment.currency, "alert": alert.currency},
            "wrong_currency",
            "payment",
        )
    if payment.captured_minor < alert.amount_minor:
        raise BadInput(_("This payment is smaller than what the alert is about."), "payment_too_small", "payment")
    if alert.card_last4 and payment.card_last4 and alert.card_last4 != payment.card_last4:
        raise BadInput(_("This payment was made with another card."), "other_card", "payment")
    if alert.gateway_account and alert.gateway_account != payment.gateway_account:
        raise BadInput(_("This payment was made at another gateway account."), "other_account", "payment")
