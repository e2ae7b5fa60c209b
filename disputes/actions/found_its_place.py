"""A dispute of a gateway has found its payment: nothing about it waits for a person any more."""

from __future__ import annotations

from django.db import transaction

from customers import clock
from disputes.models import Dispute
from refunds.actions.find_difference import settle_differences
from refunds.models import Difference, WebhookEvent


def subject_of_dispute(gateway_reference: str) -> str:
    """What a difference about a dispute at a gateway is filed under."""
    return f"dispute:{gateway_reference}"


def found_its_place(dispute: Dispute, but: WebhookEvent | None = None) -> None:
    """End the parked events and the open difference about this dispute."""
    State = WebhookEvent.State
    events = WebhookEvent.objects.filter(
        gateway_account=dispute.gateway_account,
        gateway_reference=dispute.gateway_reference,
        topic="dispute",
        state=State.PARKED,
    )
    if but is not None:
        events = events.exclude(pk=but.pk)
    with transaction.atomic():
        events.update(state=State.PROCESSED, result=dispute.reference, processed_at=clock.now())
        rows = Difference.objects.filter(
            gateway_account=dispute.gateway_account, subject=subject_of_dispute(dispute.gateway_reference)
        )
        settle_differences(rows, dispute.reference)
