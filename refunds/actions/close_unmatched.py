"""A refund of a gateway has found its place: nothing about it waits for a person any more."""

from __future__ import annotations

from datetime import UTC

from django.db import transaction
from django.db.models import F

from customers import clock
from customers.actors import Actor
from refunds.actions.find_difference import RECONCILER, close
from refunds.gateways.types import SettlementKind
from refunds.models import Difference, RefundAttempt, SettlementDay, SettlementEntry, WebhookEvent


def subject_of_refund(gateway_reference: str) -> str:
    """What a difference about a refund at a gateway is filed under."""
    return f"refund:{gateway_reference}"


def close_unmatched(
    account: str, gateway_reference: str, words: str, actor: Actor = RECONCILER, but: WebhookEvent | None = None
) -> None:
    """End the parked events and the open difference about this refund."""
    with transaction.atomic():
        _end_events(account, gateway_reference, words, but)
        _end_difference(account, gateway_reference, words, actor)
        _count_as_ours(account, gateway_reference)


def _end_events(account: str, gateway_reference: str, words: str, but: WebhookEvent | None) -> None:
    State = WebhookEvent.State
    events = WebhookEvent.objects.filter(gateway_account=account, state=State.PARKED)
    events = events.filter(gateway_reference=gateway_reference, topic="refund")
    if but is not None:
        events = events.exclude(pk=but.pk)
    events.update(state=State.PROCESSED, result=words[:300], processed_at=clock.now())


def _end_difference(account: str, gateway_reference: str, words: str, actor: Actor) -> None:
    rows = Difference.objects.select_for_update(of=("self",)).filter(
        gateway_account=account,
        subject=subject_of_refund(gateway_reference),
        kind=Difference.Kind.UNKNOWN,
        state=Difference.State.OPEN,
    )
    for row in rows:
        close(row, actor, words)


def _count_as_ours(account: str, gateway_reference: str) -> None:
    """A settled line that was strange when it was compared is one of ours now; its day says so."""
    attempts = RefundAttempt.objects.filter(gateway_account=account, gateway_reference=gateway_reference)
    lines = SettlementEntry.objects.filter(
        gateway_account=account,
        gateway_reference=gateway_reference,
        kind=SettlementKind.REFUND,
        number__lte=F("report__matched_lines"),
    )
    attempt, line = attempts.select_related("refund").first(), lines.order_by("id").first()
    if attempt is not None and line is not None:
        SettlementDay.objects.filter(
            gateway_account=account, currency=line.currency, day=line.settled_at.astimezone(UTC).date()
        ).update(ours_minor=F("ours_minor") + attempt.refund.amount_minor, strange_lines=F("strange_lines") - 1)
