"""A dispute of a gateway has found its payment: nothing about it waits for a person any more."""

from __future__ import annotations

from django.db import transaction

from customers import clock
from disputes.actions.fetch_strays import wake
from disputes.models import Dispute
from disputes.references import subject_of_dispute
from refunds.actions.find_difference import settle_differences
from refunds.gateways.base import Gateway
from refunds.models import Difference, WebhookEvent


def found_its_place(dispute: Dispute, gateway: Gateway, but: WebhookEvent | None = None) -> None:
    """End the parked events and the open difference about this dispute.

    Where the gateway lets no dispute be read each event says a part of the truth, so those are worked off anew.
    """
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
        if gateway.capabilities.reads_disputes:
            events.update(state=State.PROCESSED, result=dispute.reference, processed_at=clock.now())
        else:
            wake(events.order_by("received_at", "id"))
        rows = Difference.objects.filter(
            gateway_account=dispute.gateway_account, subject=subject_of_dispute(dispute.gateway_reference)
        )
        settle_differences(rows, dispute.reference)
