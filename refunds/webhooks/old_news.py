"""Events that tell what is known already: that a refund is paid which ours has as paid. They move nothing.

Most events of a gateway are of this kind, as its answer came before them. The gateway need not be asked about them:
were its record another one by now, an event of its own would tell, and so does reconciliation.
"""

from __future__ import annotations

from collections.abc import Sequence

from refunds.models import RefundAttempt, WebhookEvent

PAID = RefundAttempt.State.SUCCEEDED


def is_old_news(event: WebhookEvent, attempt: RefundAttempt) -> bool:
    """Whether the event says of our paid refund, to the last field, that it is paid."""
    refund = attempt.refund
    said = (event.gateway_reference, event.amount_minor, event.currency)
    known = (attempt.gateway_reference, refund.amount_minor, refund.currency)
    return event.says_paid and attempt.state == PAID and said == known


def known_as_paid(events: Sequence[WebhookEvent]) -> set[tuple[str, str]]:
    """Account and gateway reference of those that these events show as paid and that are."""
    telling = [event for event in events if event.says_paid]
    if not telling:
        return set()
    named = RefundAttempt.objects.filter(
        state=PAID,
        gateway_account__in={event.gateway_account for event in telling},
        gateway_reference__in={event.gateway_reference for event in telling},
    )
    return set(named.values_list("gateway_account", "gateway_reference"))
