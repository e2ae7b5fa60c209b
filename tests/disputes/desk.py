"""How the stories of disputes act: the gateway opens one, the shop's systems tell what they saw."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from customers.actors import Actor
from customers.models import Payment
from disputes.actions.take_dispute import take_dispute
from disputes.models import Dispute, PaymentTrace
from refunds.gateways.dispute_types import DisputeRecord, DisputeStage, DisputeState

DEVICE = "ios-3f2c9a71b0d84e55"
HOME = "Lindenweg 4, 10115 Berlin"


def disputed(payment: Payment, state: str = "needs_response", stage: str = "chargeback", **facts: Any) -> Dispute:
    """The gateway's word on a payment, taken in; Visa fraud unless the facts say otherwise."""
    facts = {
        "amount_minor": payment.captured_minor,
        "currency": payment.currency,
        "reason": "fraudulent",
        "network": "visa",
        "network_code": "10.4",
        "respond_by": timezone.now() + timedelta(days=9),
        "payment_references": (payment.gateway_reference,),
        **facts,
    }
    number = facts.pop("number", f"dp_{payment.pk}")
    record = DisputeRecord(number, DisputeState(state), DisputeStage(stage), state, **facts)
    actor = Actor.gateway(payment.gateway_account)
    return take_dispute(actor=actor, gateway=payment.gateway, account=payment.gateway_account, record=record)


def saw(payment: Payment, kind: str, days_ago: int = 1, **seen: str) -> PaymentTrace:
    """A system of the shop saw something of this payment."""
    from django.utils import timezone

    at = timezone.now() - timedelta(days=days_ago)
    return PaymentTrace.objects.create(payment=payment, kind=kind, happened_at=at, sent_by="api_key:shop", **seen)


def delivered(payment: Payment) -> None:
    """Everything that one wishes of a parcel."""
    parcel = {"carrier": "DHL", "tracking_number": "00340434161094021501", "address": HOME}
    saw(payment, "shipment", 2, **parcel)
    saw(payment, "delivery", 1, signed_by="M. Novak", **parcel)
