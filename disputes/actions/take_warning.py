"""Taking in what a gateway warns of: the warning is kept with its payment, and as an alert put before a person."""

from __future__ import annotations

from django.db import transaction

from customers import clock
from customers.actors import Actor, acting
from customers.models import Payment
from disputes.actions.take_alert import take_warned
from disputes.actions.take_dispute import payment_of
from disputes.models import FraudWarning
from refunds.gateways.dispute_types import WarningRecord


def take_warning(*, actor: Actor, gateway: str, account: str, record: WarningRecord) -> FraudWarning:
    """Keep a warning as the gateway holds it now. Told again, late or out of order it changes nothing.

    Raises Unmatched where its payment is not known here.
    """
    payment = payment_of(gateway, account, record.payment_references)
    told_at = record.told_at or record.read_at or clock.now()
    with transaction.atomic(), acting(actor):
        payment = Payment.objects.select_for_update().get(pk=payment.pk)
        mine = FraudWarning.objects.filter(gateway=gateway, gateway_account=account)
        warning = mine.select_for_update().filter(gateway_reference=record.gateway_reference).first()
        if warning is None:
            warning = FraudWarning(
                payment=payment,
                gateway=gateway,
                gateway_account=account,
                gateway_reference=record.gateway_reference,
                warned_at=record.warned_at or told_at,
                told_at=told_at,
            )
        if told_at >= warning.told_at:
            _bring(warning, record, told_at)
        take_warned(warning, actor)
    return warning


def _bring(warning: FraudWarning, record: WarningRecord, told_at: object) -> None:
    """Save it where it says something else than we know."""
    news = {"fraud_type": record.fraud_type[:80], "actionable": record.is_actionable}
    if warning.pk is not None and all(getattr(warning, name) == value for name, value in news.items()):
        return
    for name, value in {**news, "told_at": told_at, "raw": dict(record.raw)}.items():
        setattr(warning, name, value)
    warning.save()
