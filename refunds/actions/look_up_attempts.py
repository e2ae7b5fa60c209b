"""Asking the gateway about attempts that have not ended, until it says how they did.

Only when the gateway surely does not know an attempt, twice, is it sent again: the same key, the same bytes. A gateway
that cannot be asked by our reference repeats its first answer to them, so that there sending again is the question.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextvars import copy_context
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.correlation import working_under
from refunds.actions.begin_transfer import BANK
from refunds.actions.send_attempts import send_attempts
from refunds.actions.settle import CHECK_AFTER_SECONDS, apply_refund_outcome, call_a_person, lock_attempts
from refunds.crash_points import crash_point
from refunds.gateways.accounts import gateway_for
from refunds.gateways.discovery import gateway_classes
from refunds.gateways.types import Lookup, Outcome, OutcomeState
from refunds.models import RefundAttempt

LOOKUPS_AT_ONCE = 8
ABSENT_TWICE = 2

IT_WILL_TELL = Outcome(OutcomeState.PENDING, code="awaited", retry_after_seconds=6 * 60 * 60)
"""Of a refund that the gateway has and whose record cannot be read: it tells the end by webhook, in its own time."""

SWEEPER = Actor.system("sweeper")
State = RefundAttempt.State

log = structlog.get_logger(__name__)


def look_up_due_attempts(limit: int = 64) -> int:
    """Ask about every attempt that is due, several at a time. Returns how many were asked about."""
    attempts = lease_due_attempts(limit)
    return look_up_attempts(attempts)


def look_up_attempts(attempts: Sequence[RefundAttempt]) -> int:
    """Ask about these attempts, settle what is clear, and send again what surely never arrived."""
    if not attempts:
        return 0
    lost: list[RefundAttempt] = []
    with ThreadPoolExecutor(max_workers=LOOKUPS_AT_ONCE) as pool:
        calls = {pool.submit(copy_context().run, _ask, attempt): attempt for attempt in attempts}
        for call in as_completed(calls):
            crash_point("lookup_answered")
            if again := _follow(calls[call], call.result()):
                lost.append(again)
    send_attempts(lost, SWEEPER)
    return len(attempts)


def lease_due_attempts(limit: int) -> list[RefundAttempt]:
    """Take due attempts; while they are being asked about nobody else asks. A bank is not asked, it answers."""
    with transaction.atomic():
        due = (
            RefundAttempt.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("refund__payment")
            .filter(next_check_at__lte=Now())
            .exclude(gateway=BANK)
            .order_by("next_check_at")[:limit]
        )
        attempts = list(due)
        RefundAttempt.objects.filter(pk__in=[attempt.pk for attempt in attempts]).update(
            next_check_at=Now() + timedelta(seconds=settings.SEND_GRACE_SECONDS), checks=F("checks") + 1
        )
    return attempts


def _ask(attempt: RefundAttempt) -> Lookup:
    with working_under(attempt.correlation_id):
        return _look_up(attempt)


def _look_up(attempt: RefundAttempt) -> Lookup:
    try:
        gateway = gateway_for(attempt.gateway, attempt.gateway_account)
        if attempt.gateway_reference and not gateway.capabilities.reads_refunds:
            return Lookup(found=IT_WILL_TELL, certain=False)
        if attempt.gateway_reference:
            return Lookup(found=gateway.read_refund(attempt.gateway_reference), certain=True)
        return gateway.look_up(attempt.reference, attempt.refund.payment.gateway_reference)
    except Exception:
        log.exception("gateway.lookup_broke", attempt=attempt.reference)
        return Lookup(found=None, certain=False)


def _follow(attempt: RefundAttempt, lookup: Lookup) -> RefundAttempt | None:
    """Settle what was found; return the attempt when it must be sent again."""
    if lookup.found is not None:
        apply_refund_outcome(attempt.pk, lookup.found, SWEEPER)
        return None
    if _answers_only_what_is_sent(attempt):
        return _claim_again(attempt.pk)
    if not lookup.certain or attempt.checks + 1 < ABSENT_TWICE:
        silence = Outcome(state=OutcomeState.UNKNOWN, code="absent" if lookup.certain else "no_answer")
        apply_refund_outcome(attempt.pk, silence, SWEEPER)
        return None
    return _claim_again(attempt.pk)


def _answers_only_what_is_sent(attempt: RefundAttempt) -> bool:
    adapter = gateway_classes().get(attempt.gateway)
    return adapter is not None and not adapter.capabilities.lookup


def _claim_again(attempt_id: int) -> RefundAttempt | None:
    """Prepare a second send under the stored key, while the gateway still remembers that key."""
    with transaction.atomic(), acting(SWEEPER):
        (attempt,) = lock_attempts([attempt_id])
        if attempt.state not in (State.SENDING, State.UNKNOWN):
            return None
        if attempt.key_expires_at is None or attempt.key_expires_at <= clock.now():
            call_a_person(attempt.refund, SWEEPER, _too_late(attempt))
            attempt.next_check_at = clock.now() + timedelta(seconds=CHECK_AFTER_SECONDS[-1])
            attempt.save()
            return None
        if attempt.state == State.SENDING:
            attempt.lose_answer()
            attempt.save()
        attempt.send()
        attempt.next_check_at = clock.now() + timedelta(seconds=settings.SEND_GRACE_SECONDS)
        attempt.save()
    return attempt


def _too_late(attempt: RefundAttempt) -> str:
    if _answers_only_what_is_sent(attempt):
        return _("The answer was lost, and the key is too old to ask with. Look for %s in the gateway's console.") % (
            attempt.reference
        )
    return _("The gateway never got this and its key is too old to be sent again.")
