"""Working off stored webhooks. A webhook is a nudge: the gateway's current record is what counts."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import F, Min, QuerySet
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
    """Work off stored events that are due, so many of each account, beginning none after `stop_at` (monotonic) but the
    first. Returns how many were worked off.

    Account by account, as one gateway that answers slowly would hold up the events of all in its batch.
    """
    worked = 0
    for account in _accounts_due():
        if worked and time.monotonic() >= stop_at:
            break
        worked += _work_off(_lease(account, limit), stop_at)
    return worked


def _work_off(events: Sequence[WebhookEvent], stop_at: float) -> int:
    worked, renew_at = 0, time.monotonic() + LEASE_SECONDS / 2
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


def _accounts_due() -> list[str]:
    """Accounts with due events, but for those that are left alone now and would have to be asked.

    Those of which nothing has to be asked come first, then those whose events have waited longest.
    """
    readers = _readers()
    due = _due().exclude(gateway_account__in=left_alone(readers)).order_by()
    waiting = due.values_list("gateway_account").annotate(since=Min("due_at"))
    return [account for account, _since in sorted(waiting, key=lambda one: (one[0] in readers, one[1]))]


def _lease(account: str, limit: int) -> list[WebhookEvent]:
    """Take due events of an account."""
    with transaction.atomic():
        due = _due().filter(gateway_account=account).select_for_update(skip_locked=True)
        events = list(due.order_by("due_at", "id")[:limit])
        WebhookEvent.objects.filter(pk__in=[event.pk for event in events]).update(
            due_at=Now() + timedelta(seconds=LEASE_SECONDS), tries=F("tries") + 1
        )
    return events


def _due() -> QuerySet[WebhookEvent]:
    return WebhookEvent.objects.filter(state=State.RECEIVED, due_at__lte=Now())


def _keep_leased(events: Sequence[WebhookEvent]) -> None:
    """For those that are not worked off yet: they took longer than usual, and nobody else shall begin with them."""
    left = WebhookEvent.objects.filter(pk__in=[event.pk for event in events], state=State.RECEIVED)
    left.update(due_at=Now() + timedelta(seconds=LEASE_SECONDS))


def _give_back(events: Sequence[WebhookEvent]) -> None:
    """Nobody began with them: it was no try, and they are due as before."""
    left = WebhookEvent.objects.filter(pk__in=[event.pk for event in events], state=State.RECEIVED)
    left.update(due_at=Now(), tries=F("tries") - 1)


def _readers() -> list[str]:
    codes = {code for code, adapter in gateway_classes().items() if adapter.capabilities.reads_refunds}
    return [name for name, code in account_codes().items() if code in codes]


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
