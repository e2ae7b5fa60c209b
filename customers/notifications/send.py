"""Delivering letters: leased, tried over their channel, each try kept, tried again ever more slowly."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from customers import clock
from customers.models import Message, Notification
from customers.notifications import channels

LEASE_SECONDS = 60
RETRY_AFTER_SECONDS = (30, 120, 600, 1800, 7200, 21600, 43200, 86400)
"""About two days of tries; then the message is marked as not delivered, for a person to see."""


def deliver_due(limit: int = 50) -> int:
    """Try every message that is due. Returns how many were tried."""
    messages = _lease(limit)
    for message in messages:
        _try(message)
    return len(messages)


def _lease(limit: int) -> list[Message]:
    takable = Q(due_at__lte=Now()) & (Q(leased_until=None) | Q(leased_until__lt=Now()))
    with transaction.atomic():
        messages = list(
            Message.objects.select_for_update(skip_locked=True)
            .filter(takable, state=Message.State.QUEUED)
            .order_by("due_at", "id")[:limit]
        )
        Message.objects.filter(pk__in=[m.pk for m in messages]).update(
            leased_until=Now() + timedelta(seconds=LEASE_SECONDS), tries=F("tries") + 1
        )
    for message in messages:
        message.tries += 1
    return messages


def _try(message: Message) -> None:
    result, answer = Notification.Result.ACCEPTED, ""
    try:
        answer = channels.found()[message.channel](message)
    except channels.Refused as refusal:
        result, answer = Notification.Result.REFUSED, str(refusal)
    except channels.Unreachable as trouble:
        result, answer = Notification.Result.UNREACHABLE, str(trouble)
    with transaction.atomic():
        Notification.objects.create(message=message, number=message.tries, result=result, answer=answer[:300])
        Message.objects.filter(pk=message.pk).update(leased_until=None, **_after(message, result))


def _after(message: Message, result: str) -> dict[str, object]:
    if result == Notification.Result.ACCEPTED:
        return {"state": Message.State.SENT, "sent_at": clock.now(), "due_at": None}
    if result == Notification.Result.REFUSED or message.tries > len(RETRY_AFTER_SECONDS):
        return {"state": Message.State.FAILED, "due_at": None}
    return {"due_at": clock.now() + timedelta(seconds=RETRY_AFTER_SECONDS[message.tries - 1])}
