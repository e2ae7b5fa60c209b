"""How the stories of alerts act: a platform brings one, a gateway warns, time passes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from customers import clock
from customers.actors import Actor
from customers.models import Payment, User
from disputes.actions.take_alert import Told, bring_alert
from disputes.actions.take_warning import take_warning
from disputes.models import Alert
from refunds.gateways.dispute_types import WarningRecord
from tests.desk import known_to_sandbox


def alerted(payment: Payment, by: User, provider: str = "ethoca", **facts: Any) -> Alert:
    """A provider's platform tells of a payment, in the name of who brings alerts; two days to answer."""
    facts = {
        "amount_minor": payment.captured_minor,
        "currency": payment.currency,
        "reason": "fraudulent",
        "payment_reference": payment.gateway_reference,
        "respond_by": clock.now() + timedelta(hours=48),
        "paid_outside": provider == "rdr",
        **facts,
    }
    number = facts.pop("number", f"{provider}-{payment.pk}")
    alert, _is_new = bring_alert(actor=Actor.user(by), told=Told(provider, number, **facts))
    return again(alert)


def warned(payment: Payment, number: str = "issfr_1", **facts: Any) -> Alert:
    """The gateway warns of fraud."""
    facts = {"fraud_type": "made_with_stolen_card", "is_actionable": True, **facts}
    record = WarningRecord(number, (payment.gateway_reference,), told_at=clock.now(), **facts)
    actor = Actor.gateway(payment.gateway_account)
    warning = take_warning(actor=actor, gateway=payment.gateway, account=payment.gateway_account, record=record)
    return again(Alert.objects.get(warning=warning))


def at_sandbox(payment: Payment) -> Payment:
    return known_to_sandbox(payment)


def again(alert: Alert) -> Alert:
    """The alert as the database has it now."""
    return Alert.objects.select_related("payment", "owner", "refund", "dispute", "warning").get(pk=alert.pk)


def kinds(alert: Alert) -> list[str]:
    """What happened to it, in order."""
    return list(alert.events.values_list("kind", flat=True))
