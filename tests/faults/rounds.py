"""Rounds of a worker in which every lease has ended and every look at the gateway is due."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from refunds.models import RefundAttempt, WorkOrder
from refunds.tasks import look_up_open_attempts, work_due_orders

WORKER_POINTS = [
    "claim_committed",
    "request_sent",
    "answer_received",
    "inside_settlement",
    "settlement_committed",
    "lookup_answered",
]


def everything_is_due() -> None:
    """Time passes: leases end, looks at the gateway fall due."""
    past = timezone.now() - timedelta(hours=1)
    WorkOrder.objects.filter(state="leased").update(leased_until=past)
    WorkOrder.objects.filter(state="due").update(due_at=past)
    RefundAttempt.objects.filter(next_check_at__isnull=False).update(next_check_at=past)


def one_worker_round() -> None:
    work_due_orders()
    look_up_open_attempts()


def until_all_is_done() -> None:
    for _ in range(8):
        everything_is_due()
        one_worker_round()
