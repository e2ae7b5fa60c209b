"""Which stored events are due, and taking them for a while: whoever holds one keeps all others from beginning it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Min, QuerySet
from django.db.models.functions import Now

from refunds.models import WebhookEvent

LEASE_SECONDS = 20
"""Longer than a gateway is waited for. Who is at work renews it, so what a killed worker held waits no longer."""

State = WebhookEvent.State


def accounts_due() -> list[str]:
    """Accounts with due events, the one first whose have waited longest."""
    waiting = _due().values("gateway_account").annotate(since=Min("due_at"))
    return list(waiting.order_by("since").values_list("gateway_account", flat=True))


def lease(account: str, limit: int) -> list[WebhookEvent]:
    """Take due events of an account."""
    with transaction.atomic():
        due = _due().filter(gateway_account=account).select_for_update(skip_locked=True)
        events = list(due.order_by("due_at", "id")[:limit])
        WebhookEvent.objects.filter(pk__in=[event.pk for event in events]).update(
            due_at=Now() + timedelta(seconds=LEASE_SECONDS), tries=F("tries") + 1
        )
    return events


def keep_leased(events: Sequence[WebhookEvent]) -> None:
    """For those that are not worked off yet: they took longer than usual, and nobody else shall begin with them."""
    _still_due(events).update(due_at=Now() + timedelta(seconds=LEASE_SECONDS))


def give_back(events: Sequence[WebhookEvent]) -> None:
    """Nobody began with them: it was no try, and they are due as before."""
    if events:
        _still_due(events).update(due_at=Now(), tries=F("tries") - 1)


def _due() -> QuerySet[WebhookEvent]:
    return WebhookEvent.objects.filter(state=State.RECEIVED, due_at__lte=Now())


def _still_due(events: Sequence[WebhookEvent]) -> QuerySet[WebhookEvent]:
    return WebhookEvent.objects.filter(pk__in=[event.pk for event in events], state=State.RECEIVED)
