"""Asking the gateway about attempts that have not ended, until it says how they did.

Only when the gateway surely does not know an attempt, twice, is it sent again: the same key, the same bytes. A gateway
that cannot be asked by our reference repeats its first answer to them, so that there sending again is the question. One
whose only call surely never left is sent again without a question.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
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
from refunds.actions.send_attempts import send_attempts, settle_together
from refunds.actions.settle import CHECK_AFTER_SECONDS, call_a_person, lock_attempts
from refunds.crash_points import crash_point
from refunds.flow.gate import questions_for, standing_of
from refunds.gateways.accounts import gateway_for
from refunds.gateways.base import Gateway
from refunds.gateways.discovery import gateway_classes
from refunds.gateways.types import Lookup, Outcome, OutcomeState
from refunds.models import GatewayAccount, RefundAttempt
from refunds.queries import reasons_to_hold

LOOKUPS_AT_ONCE = 8
"""At one account; other accounts are asked beside it."""
ASKED_TOGETHER = 256
SETTLED_TOGETHER = 32
NONE_CAME_SECONDS = 0.25
"""What was answered until then is settled: a slow gateway must not hold up the news of the others."""
ABSENT_TWICE = 2

IT_WILL_TELL = Outcome(OutcomeState.PENDING, code="awaited", retry_after_seconds=6 * 60 * 60)
"""Of a refund that the gateway has and whose record cannot be read: it tells the end by webhook, in its own time."""

SWEEPER = Actor.system("sweeper")
State = RefundAttempt.State

log = structlog.get_logger(__name__)


def look_up_due_attempts(stop_at: float | None = None) -> int:
    """Ask about every attempt that is due, several at a time, until `stop_at` (monotonic), or once.

    Returns how many were asked about. Each account gets its share, however many are due at another.
    """
    asked = 0
    while attempts := [attempt for account in _accounts_due() for attempt in _lease_some(account)]:
        asked += look_up_attempts(attempts, stop_at)
        if stop_at is None or time.monotonic() >= stop_at:
            break
    return asked


def look_up_attempts(attempts: Sequence[RefundAttempt], stop_at: float | None = None) -> int:
    """Ask about these attempts, settle what is clear, and send again what surely never arrived.

    What was not begun by `stop_at` is due again at once. Returns how many were looked at.
    """
    lost = [attempt for attempt in attempts if not _must_be_asked(attempt)]
    again = [claimed for attempt in lost if _may_go_out(attempt) and (claimed := _claim_again(attempt.pk))]
    answers: dict[int, tuple[RefundAttempt, Lookup]] = {}
    left: list[RefundAttempt] = []
    for answered in _answers([attempt for attempt in attempts if _must_be_asked(attempt)], stop_at, left):
        for attempt, lookup in answered:
            crash_point("lookup_answered")
            answers[attempt.pk] = attempt, lookup
        if len(answers) >= SETTLED_TOGETHER or not answered:
            again += _follow(answers)
            answers = {}
    again += _follow(answers)
    send_attempts(again, SWEEPER)
    _give_back(left)
    return len(attempts) - len(left)


def lease_due_attempts(account: str, limit: int = ASKED_TOGETHER) -> list[RefundAttempt]:
    """Take due attempts of an account; while they are being asked about nobody else asks."""
    with transaction.atomic():
        due = (
            RefundAttempt.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("refund__payment")
            .filter(gateway_account=account, next_check_at__lte=Now())
            .order_by("next_check_at")[:limit]
        )
        attempts = list(due)
        RefundAttempt.objects.filter(pk__in=[attempt.pk for attempt in attempts]).update(
            next_check_at=Now() + timedelta(seconds=settings.SEND_GRACE_SECONDS), checks=F("checks") + 1
        )
    return attempts


def _lease_some(account: str) -> list[RefundAttempt]:
    """As many as its gate lets be asked about now."""
    limit = questions_for(account, ASKED_TOGETHER)
    return lease_due_attempts(account, limit) if limit else []


def _accounts_due() -> list[str]:
    """Not the bank: it is not asked, it answers."""
    due = RefundAttempt.objects.filter(next_check_at__lte=Now()).exclude(gateway=BANK).order_by()
    return sorted(due.values_list("gateway_account", flat=True).distinct())


def _must_be_asked(attempt: RefundAttempt) -> bool:
    return not (attempt.never_left and attempt.state == State.UNKNOWN)


def _answers(
    attempts: Sequence[RefundAttempt], stop_at: float | None, left: list[RefundAttempt]
) -> Iterator[list[tuple[RefundAttempt, Lookup]]]:
    """Those with what their gateways said, as the answers come, none where none came for a while. No account is asked
    by more than its share at once.

    Those that were not asked in time are added to `left`.
    """
    with ExitStack() as stack:
        pools = {
            account: stack.enter_context(ThreadPoolExecutor(max_workers=LOOKUPS_AT_ONCE))
            for account in {attempt.gateway_account for attempt in attempts}
        }
        calling: dict[Future[Lookup], RefundAttempt] = {
            pools[attempt.gateway_account].submit(copy_context().run, _ask, attempt, _gateway_of(attempt)): attempt
            for attempt in attempts
        }
        while calling:
            answered, _still = wait(calling, NONE_CAME_SECONDS, FIRST_COMPLETED)
            yield [(calling.pop(call), call.result()) for call in answered]
            if stop_at is not None and time.monotonic() >= stop_at:
                left += [calling.pop(call) for call in list(calling) if call.cancel()]


def _give_back(attempts: Sequence[RefundAttempt]) -> None:
    """Nobody asked: it was no check, and it is due as before."""
    RefundAttempt.objects.filter(pk__in=[attempt.pk for attempt in attempts]).update(
        next_check_at=Now(), checks=F("checks") - 1
    )


def _gateway_of(attempt: RefundAttempt) -> Gateway | None:
    """Found before the call's own thread begins: that one has no connection to the database."""
    try:
        return gateway_for(attempt.gateway, attempt.gateway_account)
    except Exception:
        log.exception("gateway.lookup_broke", attempt=attempt.reference)
        return None


def _ask(attempt: RefundAttempt, gateway: Gateway | None) -> Lookup:
    with working_under(attempt.correlation_id):
        return Lookup(found=None, certain=False) if gateway is None else _look_up(attempt, gateway)


def _look_up(attempt: RefundAttempt, gateway: Gateway) -> Lookup:
    try:
        if attempt.gateway_reference and not gateway.capabilities.reads_refunds:
            return Lookup(found=IT_WILL_TELL, certain=False)
        if attempt.gateway_reference:
            return Lookup(found=gateway.read_refund(attempt.gateway_reference), certain=True)
        return gateway.look_up(attempt.reference, attempt.refund.payment.gateway_reference)
    except Exception:
        log.exception("gateway.lookup_broke", attempt=attempt.reference)
        return Lookup(found=None, certain=False)


def _follow(answers: dict[int, tuple[RefundAttempt, Lookup]]) -> list[RefundAttempt]:
    """Settle together what was found or stays open; return what must be sent again."""
    lost = [attempt for attempt, lookup in answers.values() if _is_surely_absent(attempt, lookup)]
    absent = {attempt.pk for attempt in lost}
    outcomes = {pk: lookup.found or _silence(lookup) for pk, (_one, lookup) in answers.items() if pk not in absent}
    if outcomes:
        settle_together(outcomes, SWEEPER)
    return [claimed for attempt in lost if (claimed := _claim_again(attempt.pk))]


def _is_surely_absent(attempt: RefundAttempt, lookup: Lookup) -> bool:
    if lookup.found is not None:
        return False
    is_the_way_to_ask = _answers_only_what_is_sent(attempt)
    surely_absent = lookup.certain and attempt.checks + 1 >= ABSENT_TWICE
    return (is_the_way_to_ask or surely_absent) and _may_go_out(attempt)


def _silence(lookup: Lookup) -> Outcome:
    return Outcome(state=OutcomeState.UNKNOWN, code="absent" if lookup.certain else "no_answer")


def _answers_only_what_is_sent(attempt: RefundAttempt) -> bool:
    adapter = gateway_classes().get(attempt.gateway)
    return adapter is not None and not adapter.capabilities.lookup


def _may_go_out(attempt: RefundAttempt) -> bool:
    """Whether its account takes money now: nobody has paused it, and it did not ask to be left alone."""
    paused = GatewayAccount.objects.filter(name=attempt.gateway_account, state=GatewayAccount.State.PAUSED)
    return not (standing_of(attempt.gateway_account).is_closed or paused.exists())


def _claim_again(attempt_id: int) -> RefundAttempt | None:
    """Prepare a second send under the stored key, while the gateway still remembers that key."""
    with transaction.atomic(), acting(SWEEPER):
        (attempt,) = lock_attempts([attempt_id])
        if attempt.state not in (State.SENDING, State.UNKNOWN):
            return None
        if attempt.key_expires_at is None or attempt.key_expires_at <= clock.now():
            _leave_to_a_person(attempt, _too_late(attempt))
            return None
        if attempt.state == State.SENDING:
            attempt.lose_answer()
            attempt.save()
        if reasons := reasons_to_hold(attempt.refund.payment_id):
            _leave_to_a_person(attempt, _held(reasons[0]))
            return None
        attempt.send()
        attempt.next_check_at = clock.now() + timedelta(seconds=settings.SEND_GRACE_SECONDS)
        attempt.save()
    return attempt


def _leave_to_a_person(attempt: RefundAttempt, why: str) -> None:
    call_a_person(attempt.refund, SWEEPER, why)
    attempt.next_check_at = clock.now() + timedelta(seconds=CHECK_AFTER_SECONDS[-1])
    attempt.save()


def _held(reason: str) -> str:
    """A hold came while the first call was lost: what the gateway never got does not leave now either."""
    return _("The gateway never got this, and it is not sent again while the payment is on hold: %s") % reason


def _too_late(attempt: RefundAttempt) -> str:
    if _answers_only_what_is_sent(attempt):
        return _("The answer was lost, and the key is too old to ask with. Look for %s in the gateway's console.") % (
            attempt.reference
        )
    return _("The gateway never got this and its key is too old to be sent again.")
