"""Working off stored webhooks. A webhook is a nudge: the gateway's current record is what counts."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from customers import clock
from customers.correlation import working_under
from customers.errors import RecourseError
from refunds.crash_points import crash_point
from refunds.errors import Contradiction, TooEarly, Unmatched
from refunds.flow.gate import left_alone
from refunds.gateways.accounts import account_codes
from refunds.gateways.discovery import gateway_classes
from refunds.models import WebhookEvent
from refunds.webhooks.records import asked_together
from refunds.webhooks.sockets import handler_of

LEASE_SECONDS = 20
"""Longer than a gateway is waited for. Who is at work renews it, so what a killed worker held waits no longer."""
TAKEN_TOGETHER = 32
TRIES_BEFORE_A_PERSON = 10
State = WebhookEvent.State

log = structlog.get_logger(__name__)


def process_due_webhooks(stop_at: float = math.inf, limit: int = TAKEN_TOGETHER) -> int:
    """Work off stored events that are due, beginning none after `stop_at` (monotonic) but the first.

    Returns how many were worked off.
    """
    events, worked = _lease(limit), 0
    renew_at = time.monotonic() + LEASE_SECONDS / 2
    with asked_together(events):
        for event in events:
            if worked and time.monotonic() >= stop_at:
                break
            if time.monotonic() >= renew_at:
                _keep_leased(events[worked:])
                renew_at = time.monotonic() + LEASE_SECONDS / 2
            with working_under(event.correlation_id):
                process(event)
            worked += 1
    _give_back(events[worked:])
    return worked


def process(event: WebhookEvent) -> None:
    """Act on one event and write down what it did."""
    handler = handler_of(event.topic)
    if handler is None:
        _close(event, State.IGNORED, "Nothing here listens to this kind.")
        return
    try:
        result = handler(event)
    except TooEarly as why:
        _try_later(event, str(why))
    except Contradiction as why:
        _close(event, State.QUARANTINED, str(why))
    except Unmatched as why:
        _close(event, State.PARKED, str(why))
    except RecourseError as trouble:
        log.info("webhook.put_off", webhook=event.pk, why=trouble.code)
        _try_later(event, trouble.message)
    except Exception as trouble:
        log.exception("webhook.processing_broke", webhook=event.pk)
        _try_later(event, f"{type(trouble).__name__}: {trouble}")
    else:
        crash_point("inside_webhook")
        _close(event, State.PROCESSED, result)


def _lease(limit: int) -> list[WebhookEvent]:
    """Take due events, but for those of accounts that are left alone now and would have to be asked."""
    with transaction.atomic():
        events = list(
            WebhookEvent.objects.select_for_update(skip_locked=True)
            .filter(state=State.RECEIVED, due_at__lte=Now())
            .exclude(gateway_account__in=_not_to_be_asked())
            .order_by("due_at", "id")[:limit]
        )
        WebhookEvent.objects.filter(pk__in=[event.pk for event in events]).update(
            due_at=Now() + timedelta(seconds=LEASE_SECONDS), tries=F("tries") + 1
        )
    return events


def _keep_leased(events: Sequence[WebhookEvent]) -> None:
    """For those that are not worked off yet: they took longer than usual, and nobody else shall begin with them."""
    left = WebhookEvent.objects.filter(pk__in=[event.pk for event in events], state=State.RECEIVED)
    left.update(due_at=Now() + timedelta(seconds=LEASE_SECONDS))


def _give_back(events: Sequence[WebhookEvent]) -> None:
    """Nobody began with them: it was no try, and they are due as before."""
    left = WebhookEvent.objects.filter(pk__in=[event.pk for event in events], state=State.RECEIVED)
    left.update(due_at=Now(), tries=F("tries") - 1)


def _not_to_be_asked() -> list[str]:
    readers = {code for code, adapter in gateway_classes().items() if adapter.capabilities.reads_refunds}
    return left_alone(name for name, code in account_codes().items() if code in readers)


def _close(event: WebhookEvent, state: str, result: str) -> None:
    log.info("webhook.worked_off", webhook=event.pk, kind=event.kind, state=str(state))
    WebhookEvent.objects.filter(pk=event.pk).update(
        state=state, result=result[:300], processed_at=clock.now(), due_at=None
    )


def _try_later(event: WebhookEvent, why: str) -> None:
    if event.tries + 1 >= TRIES_BEFORE_A_PERSON:
        _close(event, State.PARKED, why)
        return
    wait = timedelta(seconds=min(2 ** (event.tries + 1), 600))
    WebhookEvent.objects.filter(pk=event.pk).update(due_at=Now() + wait, result=why[:300])
