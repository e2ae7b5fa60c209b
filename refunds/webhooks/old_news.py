"""Events that tell what is known already: that a refund is paid which ours has as paid. They move nothing.

Most events of a gateway are of this kind, as its answer came before them. The gateway need not be asked about them:
were its record another one by now, an event of its own would tell, and so does reconciliation.
"""

from __future__ import annotations

from collections.abc import Sequence

from refunds.gateways.base import Gateway
from refunds.gateways.errors import ForgedWebhook
from refunds.models import RefundAttempt, WebhookEvent

PAID = RefundAttempt.State.SUCCEEDED


def is_old_news(event: WebhookEvent, attempt: RefundAttempt, gateway: Gateway) -> bool:
    """Whether the event says of our paid refund, to the last field, that it is paid."""
    refund = attempt.refund
    said = (event.gateway_reference, event.amount_minor, event.currency)
    known = (attempt.gateway_reference, refund.amount_minor, refund.currency)
    return attempt.state == PAID and said == known and says_paid(event, gateway)


def says_paid(event: WebhookEvent, gateway: Gateway) -> bool:
    """Read it out of the stored bytes, which were verified when they came."""
    try:
        events = gateway.parse_events(bytes(event.body))
    except ForgedWebhook:
        return False
    return any(told.event_id == event.event_id and told.says_paid for told in events)


def known_as_paid(events: Sequence[WebhookEvent]) -> set[tuple[str, str]]:
    """Account and gateway reference of those that these events are about and that are paid."""
    named = RefundAttempt.objects.filter(
        state=PAID,
        gateway_account__in={event.gateway_account for event in events},
        gateway_reference__in={event.gateway_reference for event in events},
    )
    return set(named.values_list("gateway_account", "gateway_reference"))
