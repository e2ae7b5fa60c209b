"""What a worker does with leased refunds: claim each under lock, call the gateways side by side, settle each answer.

A claim commits the attempt, its key and its body before anything is sent, and ends the work order: from then on the
attempt's own `next_check_at` is what keeps the refund from being forgotten.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.errors import RecourseError
from refunds import notices
from refunds.actions.lock_refund import lock_refund
from refunds.actions.send_attempts import send_attempts
from refunds.actions.settle import call_a_person, finish_refund
from refunds.actions.store_credit import issue_credit
from refunds.crash_points import crash_point
from refunds.events import record
from refunds.gateways.accounts import gateway_for
from refunds.gateways.types import RefundInstruction
from refunds.models import Refund, RefundAttempt, WorkOrder
from refunds.outbox.lease import finish, park, postpone

WORKER = Actor.system("worker")
HOLD_RECHECK_SECONDS = 60


def submit_refunds(orders: Sequence[WorkOrder]) -> None:
    """Handler of the topic refund.submit."""
    claimed = [attempt for order in orders if (attempt := _claim(order)) is not None]
    crash_point("claim_committed")
    send_attempts(claimed, WORKER)


def _claim(order: WorkOrder) -> RefundAttempt | None:
    """Take one refund; return the attempt to send, or None when there is nothing to send."""
    reference = Refund.objects.values_list("reference", flat=True).get(pk=order.payload["refund"])
    with transaction.atomic(), acting(WORKER):
        refund = lock_refund(reference)
        if refund.state != Refund.State.APPROVED or refund.round != order.payload["round"]:
            finish(order)
            return None
        if refund.payment.holds.filter(released_at=None).exists():
            _wait_for_hold(refund, order)
            return None
        attempt = _start(refund)
        if attempt is None and refund.state == Refund.State.APPROVED:
            park(order, refund.attention)
        else:
            finish(order)
    return attempt


def _wait_for_hold(refund: Refund, order: WorkOrder) -> None:
    """A hold arrived after the approval: nothing leaves until it is released or the refund is canceled."""
    why = _("The payment is on hold; nothing is sent until the hold is released.")
    call_a_person(refund, WORKER, why)
    postpone(order, HOLD_RECHECK_SECONDS, why)


def _start(refund: Refund) -> RefundAttempt | None:
    if refund.rail == Refund.Rail.STORE_CREDIT:
        _begin(refund)
        issue_credit(refund, WORKER)
        finish_refund(refund, WORKER)
        return None
    try:
        attempt = _prepare_attempt(refund)
    except RecourseError as trouble:
        call_a_person(refund, WORKER, _("It cannot be sent as it stands: %s") % trouble)
        return None
    _begin(refund)
    notices.tell(refund, "on_its_way")
    return attempt


def _begin(refund: Refund) -> None:
    refund.start()
    refund.save()
    record(refund, "refund.processing", WORKER, Refund.State.APPROVED, round=refund.round)


def _prepare_attempt(refund: Refund) -> RefundAttempt:
    """Store key and body; the attempt is due for a look-up should this worker die before the answer."""
    payment = refund.payment
    gateway = gateway_for(payment.gateway, payment.gateway_account)
    number = refund.attempts.count() + 1
    prepared = gateway.prepare(
        RefundInstruction(
            reference=f"{refund.reference}-{number}",
            idempotency_key=secrets.token_urlsafe(24),
            payment_reference=payment.gateway_reference,
            amount_minor=refund.amount_minor,
            currency=refund.currency,
            reason=refund.reason,
        )
    )
    now = clock.now()
    attempt = RefundAttempt(
        refund=refund,
        number=number,
        reference=prepared.reference,
        gateway=payment.gateway,
        gateway_account=payment.gateway_account,
        idempotency_key=prepared.idempotency_key,
        key_expires_at=now + timedelta(seconds=gateway.capabilities.key_lives_seconds),
        body=prepared.body,
        body_hash=hashlib.sha256(prepared.body).hexdigest(),
        next_check_at=now + timedelta(seconds=settings.SEND_GRACE_SECONDS),
    )
    attempt.save()
    attempt.send()
    attempt.save()
    return attempt
