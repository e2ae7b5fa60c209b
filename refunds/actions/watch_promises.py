"""The watchdog: every open refund has a next step with a time. One that has none is put before a person, loudly."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat, Now
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from refunds.actions.lock_refund import lock_refund
from refunds.actions.release_refund import SUBMIT
from refunds.actions.settle import call_a_person
from refunds.models import Refund, RefundAttempt, WebhookEvent, WorkOrder

WATCHDOG = Actor.system("watchdog")
OVERDUE_AFTER = timedelta(minutes=2)
"""Two rounds of the slowest sweep, and then some."""

log = structlog.get_logger(__name__)


def watch_promises() -> int:
    """Find broken promises, log each, put stuck refunds before a person. Returns how many were found."""
    stuck = list(without_order()) + list(without_next_check())
    for refund in stuck:
        log.error("promise.broken", refund=refund.reference, state=refund.state)
        _call_for(refund)
    overdue = _overdue()
    if any(overdue.values()):
        log.warning("promise.late", **overdue)
    return len(stuck) + sum(overdue.values())


def without_order() -> QuerySet[Refund]:
    """Approved, to be sent by a worker, and no work order says so."""
    key = Concat(OuterRef("reference"), Value("/"), Cast(OuterRef("round"), CharField()))
    orders = WorkOrder.objects.filter(topic=SUBMIT, key=key).exclude(state=WorkOrder.State.DONE)
    return Refund.objects.filter(~Exists(orders), state=Refund.State.APPROVED).exclude(rail=Refund.Rail.BANK_TRANSFER)


def without_next_check() -> QuerySet[Refund]:
    """On its way, and no attempt will be asked about."""
    attempts = RefundAttempt.objects.filter(
        refund=OuterRef("pk"), state__in=RefundAttempt.OPEN, next_check_at__isnull=False
    )
    return Refund.objects.filter(~Exists(attempts), state=Refund.State.PROCESSING)


def _overdue() -> dict[str, int]:
    limit = Now() - OVERDUE_AFTER
    State = WorkOrder.State
    return {
        "orders": WorkOrder.objects.filter(state=State.DUE, due_at__lt=limit).count(),
        "leases": WorkOrder.objects.filter(state=State.LEASED, leased_until__lt=limit).count(),
        "attempts": RefundAttempt.objects.filter(next_check_at__lt=limit).count(),
        "webhooks": WebhookEvent.objects.filter(state=WebhookEvent.State.RECEIVED, due_at__lt=limit).count(),
    }


def _call_for(found: Refund) -> None:
    why = _("It has no next step. An operator must look: see the logs of the watchdog.")
    with transaction.atomic(), acting(WATCHDOG):
        refund = lock_refund(found.reference)
        if refund.state == found.state:
            call_a_person(refund, WATCHDOG, why)
