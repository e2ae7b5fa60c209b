"""Mila's payment and what the gateway says of the disputes about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from customers.actors import Actor
from customers.models import Customer, Payment
from disputes.actions.take_dispute import take_dispute
from disputes.models import Dispute
from refunds.gateways.dispute_types import DisputeMovement, DisputeRecord, DisputeStage, DisputeState, MovementKind
from tests.cast import PaymentFactory

Word = Callable[..., Dispute]

TAKEN = DisputeMovement("txn_1", MovementKind.WITHDRAWN, 8900, "EUR")
FEE = DisputeMovement("txn_1/fee", MovementKind.FEE, 2000, "EUR")
BACK = DisputeMovement("txn_2", MovementKind.REINSTATED, 8900, "EUR")


@pytest.fixture
def payment(make_payment: PaymentFactory, mila: Customer) -> Payment:
    return make_payment(mila)


@pytest.fixture
def says(payment: Payment) -> Word:
    """says("needs_response", about=payment, reference="dp_1", respond_by=...) is the gateway's word, taken in."""

    def take(
        state: str, stage: str = "chargeback", *, about: Payment | None = None, reference: str = "dp_1", **facts: Any
    ) -> Dispute:
        of = about or payment
        facts = {
            "amount_minor": of.captured_minor,
            "currency": of.currency,
            "payment_references": (of.gateway_reference,),
            "reason": "fraudulent",
            "network": "visa",
            "network_code": "10.4",
            **facts,
        }
        record = DisputeRecord(reference, DisputeState(state), DisputeStage(stage), state, **facts)
        actor = Actor.gateway(of.gateway_account)
        return take_dispute(actor=actor, gateway=of.gateway, account=of.gateway_account, record=record)

    return take


def again(dispute: Dispute) -> Dispute:
    """The dispute as the database has it now."""
    return Dispute.objects.select_related("payment__customer", "owner", "stopped_refund").get(pk=dispute.pk)


def kinds(dispute: Dispute) -> list[str]:
    """What happened to it, in order."""
    return list(dispute.events.values_list("kind", flat=True))
