"""Mila's payment and what the gateway says of the disputes about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from customers.models import Customer, Payment
from disputes.models import Dispute
from refunds.gateways.dispute_types import DisputeMovement, MovementKind
from tests.cast import PaymentFactory
from tests.disputes.desk import disputed

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
        return disputed(about or payment, state, stage, number=reference, **{"respond_by": None, **facts})

    return take


def again(dispute: Dispute) -> Dispute:
    """The dispute as the database has it now."""
    return Dispute.objects.select_related("payment__customer", "owner", "stopped_refund").get(pk=dispute.pk)


def kinds(dispute: Dispute) -> list[str]:
    """What happened to it, in order."""
    return list(dispute.events.values_list("kind", flat=True))
