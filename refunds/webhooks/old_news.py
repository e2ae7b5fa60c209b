"""Events that tell what is known already: that a refund is paid which ours has as paid. They move nothing.

Most events of a gateway are of this kind, as its answer came before them. The gateway need not be asked about them:
were its record another one by now, an event of its own would tell, and so does reconciliation.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from refunds.gateways.types import Topic
from refunds.models import RefundAttempt, WebhookEvent

PAID = RefundAttempt.State.SUCCEEDED


def known_words() -> str:
    """What stands on an event that told nothing new."""
    return _("Already known.")


def is_old_news(event: WebhookEvent, attempt: RefundAttempt) -> bool:
    """Whether the event says of our paid refund, to the last field, that it is paid."""
    refund = attempt.refund
    said = (event.gateway_reference, event.amount_minor, event.currency)
    known = (attempt.gateway_reference, refund.amount_minor, refund.currency)
    return event.says_paid and attempt.state == PAID and said == known


def attempts_told_of(events: Sequence[WebhookEvent]) -> dict[int, RefundAttempt]:
    """Our paid attempts of which these events, by their numbers, say that they are paid. One question for all."""
    telling = {event.pk: _named(event) for event in events if event.topic == Topic.REFUND and event.says_paid}
    if not telling:
        return {}
    paid = RefundAttempt.objects.filter(
        state=PAID,
        gateway_account__in={event.gateway_account for event in events},
        gateway_reference__in={reference for *_whose, reference in telling.values()} - {""},
    )
    by_name = {_named(attempt): attempt for attempt in paid.select_related("refund__payment")}
    return {number: by_name[name] for number, name in telling.items() if name in by_name}


def _named(told: WebhookEvent | RefundAttempt) -> tuple[str, str, str]:
    return told.gateway, told.gateway_account, told.gateway_reference
