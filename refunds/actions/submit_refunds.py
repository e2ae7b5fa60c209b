"""What a worker does with refunds that are due: claim each under lock, call the gateways side by side, settle.

A claim commits the attempt, its key and its body before anything is sent, and ends the work order: from then on the
attempt's own `next_check_at` is what keeps the refund from being forgotten.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import NamedTuple

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.correlation import correlation_id, working_under
from customers.errors import RecourseError
from customers.models import PaymentHold
from customers.together import adding_together
from refunds import notices
from refunds.actions.lock_refund import lock_refunds
from refunds.actions.release_refund import SUBMIT
from refunds.actions.send_attempts import CALLS_AT_ONCE_OF_ONE, Calls
from refunds.actions.settle import call_a_person, finish_refund
from refunds.actions.store_credit import issue_credit
from refunds.actions.watch_funds import Purses, hold_what_is_not_covered
from refunds.crash_points import crash_point
from refunds.events import record
from refunds.flow.gate import Permit, enter, leave, limits_of
from refunds.gateways.accounts import account_codes, gateway_for
from refunds.gateways.errors import GatewayError
from refunds.gateways.types import RefundInstruction
from refunds.models import GatewayAccount, Refund, RefundAttempt, WorkOrder
from refunds.outbox.lease import finish, give_back, lease_due, open_lanes, park, postpone

WORKER = Actor.system("worker")
SETTLE_BETWEEN_SECONDS = 0.005
LOOK_AGAIN_SECONDS = 0.25
"""How long answers are waited for before it is asked what else is due: one slow gateway must not hold up the others."""
TOO_FAST_SECONDS = 0.05
ANSWERS_COME_IN_SECONDS = 5
AMONG_OTHERS = 8
"""So many are claimed together while other accounts have orders too: a backlog of one must not hold up theirs."""
HOLD_RECHECK_SECONDS = 60
CLAIM_RETRY_SECONDS = 60

log = structlog.get_logger(__name__)


class _Fill(NamedTuple):
    """How many orders were taken, and whether there is only no room before the next moment."""

    taken: int
    comes_soon: bool


def submit_due_refunds(worker: str, stop_at: float) -> int:
    """The round of the topic refund.submit: send what is due, each gateway account at its own pace.

    Whether an account takes more now is asked before its orders are leased; a slow or closed one holds up no other.
    """
    worked, purses = 0, Purses()
    with Calls(WORKER) as calls:
        while time.monotonic() < stop_at:
            lanes = _lanes(calls, stop_at)
            most = AMONG_OTHERS if len(lanes) > 1 else CALLS_AT_ONCE_OF_ONE
            fills = [_fill(account, calls, purses, worker, most) for account in lanes]
            worked += (taken := sum(fill.taken for fill in fills))
            if calls:
                calls.settle(SETTLE_BETWEEN_SECONDS if taken else LOOK_AGAIN_SECONDS)
            elif not taken and not any(fill.comes_soon for fill in fills):
                break
            elif not taken:
                time.sleep(TOO_FAST_SECONDS)
    return worked


def _lanes(calls: Calls, stop_at: float) -> list[str]:
    """Towards the end of the round nothing more goes to a slow gateway: its last answers would be all that is waited
    for, while the orders of all others lie there.
    """
    lanes = open_lanes(SUBMIT)
    if time.monotonic() < stop_at - ANSWERS_COME_IN_SECONDS:
        return lanes
    return [account for account in lanes if account not in calls.slow]


def _fill(account: str, calls: Calls, purses: Purses, worker: str, most: int) -> _Fill:
    """Lease, claim and send as much of one account as there is room for, and no more than `most` at a time."""
    room = min(calls.room_for(account), most)
    permit = _permit(account, room) if room else Permit(account)
    if not permit:
        return _Fill(0, permit.comes_soon)
    orders = lease_due(SUBMIT, worker, len(permit), account)
    claimed = _claim_or_postpone(hold_what_is_not_covered(account, orders, purses)) if orders else []
    leave(permit, len(permit) - len(claimed), unused=True)
    if orders:
        crash_point("claim_committed")
        calls.begin(claimed, permit)
    return _Fill(len(orders), comes_soon=False)


def _permit(account: str, room: int) -> Permit:
    """Places before the account's gate. Orders without an account, or of one that is gone, have no gate to pass."""
    code = account_codes().get(account)
    try:
        limits = limits_of(gateway_for(code, account)) if code else None
    except GatewayError:
        limits = None
    return enter(account, limits, room) if limits else Permit(account, [""] * room, alone=True)


def _claim_or_postpone(orders: Sequence[WorkOrder]) -> list[RefundAttempt]:
    """Claim the orders together; where one of them breaks it, each alone, so that it holds up no other."""
    try:
        return _claim(orders) if orders else []
    except Exception as trouble:
        if len(orders) > 1:
            return [attempt for order in orders for attempt in _claim_or_postpone([order])]
        with working_under(orders[0].correlation_id):
            log.exception("refund.claim_broke", order=str(orders[0]))
        postpone(orders[0], CLAIM_RETRY_SECONDS, f"{type(trouble).__name__}: {trouble}")
        return []


def _claim(orders: Sequence[WorkOrder]) -> list[RefundAttempt]:
    """Take the refunds of these orders under lock; return the attempts to send."""
    order_of = {order.payload["refund"]: order for order in orders}
    with transaction.atomic(), acting(WORKER), adding_together():
        refunds = lock_refunds(Refund.objects.filter(pk__in=list(order_of)))
        ours = [refund for refund in refunds if _is_still_meant(refund, order_of[refund.pk])]
        held, paused = _held_payments(ours), _paused_accounts(order_of.values())
        for refund in ours:
            if refund.payment_id in held:
                _wait_for_hold(refund, order_of.pop(refund.pk))
            elif order_of[refund.pk].account in paused:
                give_back(order_of.pop(refund.pk), _("The gateway account is paused."))
        started = [(refund, _start(refund, order_of[refund.pk])) for refund in ours if refund.pk in order_of]
        for refund, _attempt in started:
            if refund.state == Refund.State.APPROVED:
                park(order_of.pop(refund.pk), refund.attention)
        finish(*order_of.values())
    return [attempt for _refund, attempt in started if attempt is not None]


def _is_still_meant(refund: Refund, order: WorkOrder) -> bool:
    return refund.state == Refund.State.APPROVED and refund.round == order.payload["round"]


def _held_payments(refunds: Sequence[Refund]) -> set[int]:
    standing = PaymentHold.objects.filter(payment__in=[refund.payment_id for refund in refunds], released_at=None)
    return set(standing.values_list("payment_id", flat=True))


def _paused_accounts(orders: Iterable[WorkOrder]) -> set[str]:
    """Asked once more at the last moment: whoever pauses an account wants nothing more to leave."""
    accounts = {order.account for order in orders if order.account}
    paused = GatewayAccount.objects.filter(name__in=accounts, state=GatewayAccount.State.PAUSED) if accounts else ()
    return {account.name for account in paused}


def _wait_for_hold(refund: Refund, order: WorkOrder) -> None:
    """A hold arrived after the approval: nothing leaves until it is released or the refund is canceled."""
    why = _("The payment is on hold; nothing is sent until the hold is released.")
    with working_under(order.correlation_id):
        call_a_person(refund, WORKER, why)
    postpone(order, HOLD_RECHECK_SECONDS, why)


def _start(refund: Refund, order: WorkOrder) -> RefundAttempt | None:
    """Begin under the id of the request that wrote the order; what is prepared here carries it on."""
    with working_under(order.correlation_id):
        log.info("refund.claimed", refund=refund.reference, order=order.pk)
        return _begin_on_its_rail(refund)


def _begin_on_its_rail(refund: Refund) -> RefundAttempt | None:
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
    prepared = gateway.prepare(
        RefundInstruction(
            reference=f"{refund.reference}-{refund.round}",
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
        number=refund.round,
        reference=prepared.reference,
        gateway=payment.gateway,
        gateway_account=payment.gateway_account,
        idempotency_key=prepared.idempotency_key,
        key_expires_at=now + timedelta(seconds=gateway.capabilities.key_lives_seconds),
        body=prepared.body,
        body_hash=hashlib.sha256(prepared.body).hexdigest(),
        correlation_id=correlation_id(),
        next_check_at=now + timedelta(seconds=settings.SEND_GRACE_SECONDS),
    )
    attempt.send()
    attempt.save()
    return attempt
