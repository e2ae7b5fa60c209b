"""Rounds of a worker in which every lease has ended and every look at the gateway is due."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.utils import timezone

from refunds.gateways.accounts import gateway_for
from refunds.gateways.types import PreparedRefund
from refunds.models import RefundAttempt, WorkOrder
from refunds.tasks import look_up_open_attempts, work_due_orders
from tests.crowd import killed_at

WORKER_POINTS = [
    "claim_committed",
    "request_sent",
    "answer_received",
    "inside_settlement",
    "settlement_committed",
    "lookup_answered",
]

WEBHOOK_POINTS = ["webhook_verified", "webhook_stored", "inside_webhook"]

ANSWER_POINTS = [
    "answer_stored",
    "answer_claimed",
    "answer_heard",
    "inside_answer",
    "answer_settled",
    "answer_looked_up",
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


def deaths_at(point: str, times: int) -> int:
    """Let a worker work that many rounds and die at this point wherever it passes it; return how often it died."""
    deaths = 0
    if point == "lookup_answered":
        deaths += killed_at("answer_received", one_worker_round)
    for _ in range(times):
        everything_is_due()
        deaths += killed_at(point, one_worker_round)
    return deaths


def send_all_again_under_new_keys() -> None:
    """The mistake that everybody makes: send again without a look, under a key the gateway does not know."""
    for attempt in RefundAttempt.objects.select_related("refund__payment"):
        gateway_for(attempt.gateway, attempt.gateway_account).send(
            PreparedRefund(
                idempotency_key=secrets.token_hex(8),
                reference=attempt.reference,
                payment_reference=attempt.refund.payment.gateway_reference,
                body=bytes(attempt.body),
            )
        )
