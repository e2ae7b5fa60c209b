"""Disputes that came before their payment: once the payment is here they are taken in, however late it came.

No list of what happened lately shows them any more, and the same webhook again is dropped as known.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from customers import doorbell
from customers.models import Payment
from disputes.references import subject_of_dispute
from refunds.actions.webhook_moves import PROCESS_WEBHOOKS
from refunds.gateways.base import Gateway
from refunds.models import Difference, WebhookEvent

AT_ONCE = 100


def wake_events(gateway: Gateway) -> int:
    """Let parked events be worked off anew whose payment is here by now. Returns how many."""
    of_this = Q(gateway_reference=OuterRef("payment_reference")) | Q(gateway_reference=OuterRef("payment_alias"))
    parked = WebhookEvent.objects.filter(
        Exists(_payments(gateway).filter(of_this)),
        gateway=gateway.code,
        gateway_account=gateway.account,
        topic="dispute",
        state=WebhookEvent.State.PARKED,
    )
    return wake(parked.order_by("received_at", "id")[:AT_ONCE])


def wake(events: QuerySet[WebhookEvent]) -> int:
    """Make parked events due again, in the order in which they came."""
    keys = list(events.values_list("pk", flat=True))
    again = WebhookEvent.objects.filter(pk__in=keys, state=WebhookEvent.State.PARKED)
    woken = again.update(state=WebhookEvent.State.RECEIVED, due_at=Now(), processed_at=None, tries=0)
    if woken:
        doorbell.ring_after_commit(PROCESS_WEBHOOKS)
    return woken


def listed_strays(gateway: Gateway) -> Iterator[str]:
    """The gateway's numbers of disputes that only a list told of, and whose payment is here by now."""
    rows = Difference.objects.filter(
        Exists(_payments(gateway).filter(gateway_reference=OuterRef("payment_reference"))),
        gateway_account=gateway.account,
        subject__startswith=subject_of_dispute(""),
        kind=Difference.Kind.UNKNOWN,
        state=Difference.State.OPEN,
    )
    yield from rows.order_by("id").values_list("gateway_reference", flat=True)[:AT_ONCE]


def _payments(gateway: Gateway) -> QuerySet[Payment]:
    return Payment.objects.filter(gateway=gateway.code, gateway_account=gateway.account)
