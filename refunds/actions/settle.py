"""The one place where an outcome becomes true: the answer, the webhook and the look-up all end here."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.correlation import working_under
from customers.together import adding_together
from refunds import notices
from refunds.actions.end_bank_details import revoke_details, use_up_details
from refunds.actions.issue_credit_note import ask_for_note
from refunds.actions.lock_refund import lock_refunds
from refunds.actions.release_refund import move_amounts
from refunds.crash_points import crash_point
from refunds.events import record
from refunds.gateways.types import Outcome, OutcomeState
from refunds.ledger.post import post_release, post_reverse, post_settle
from refunds.models import Refund, RefundAttempt

State = RefundAttempt.State
Rule = Callable[[RefundAttempt, Outcome, Actor], None]
"""What one kind of outcome does to a locked attempt and its refund; nothing where it is no declared move."""

CHECK_AFTER_SECONDS = (5, 10, 15, 20, 30, 60, 120, 300, 600, 1800, 3600)
"""What is still open is asked about again: quickly first, then ever more slowly, hourly in the end. What had to be sent
again begins anew: it is never waited for longer than it has been out."""

LATER_BY_CHANCE = 1.2
"""Up to so much later, so that what broke together is not asked about together."""

CHECKS_BEFORE_A_PERSON = 12
"""After so many looks without an end a person is told; the looking goes on."""


def apply_refund_outcome(attempt_id: int, outcome: Outcome, actor: Actor) -> RefundAttempt:
    """Write down what the gateway says of an attempt, and everything that follows from it, in one transaction.

    Saying the same again, late or out of order changes nothing: only a declared move of the attempt has effects.
    """
    return apply_refund_outcomes({attempt_id: outcome}, actor)[0]


def apply_refund_outcomes(outcomes: Mapping[int, Outcome], actor: Actor) -> list[RefundAttempt]:
    """Do the same for several attempts at once, all or none."""
    with transaction.atomic(), acting(actor):
        with adding_together():
            attempts = lock_attempts(outcomes)
            for attempt in attempts:
                _apply(attempt, outcomes[attempt.pk], actor)
        crash_point("inside_settlement")
    return attempts


def lock_attempts(ids: Iterable[int]) -> list[RefundAttempt]:
    """Lock payments, refunds and attempts, in this order, and return the attempts as they are now."""
    ids = list(ids)
    refunds = {refund.pk: refund for refund in lock_refunds(Refund.objects.filter(attempts__in=ids))}
    attempts = list(RefundAttempt.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    for attempt in attempts:
        attempt.refund = refunds[attempt.refund_id]
    return attempts


def _apply(attempt: RefundAttempt, outcome: Outcome, actor: Actor) -> None:
    """Whoever brought the outcome, it belongs to the story of the request that sent the attempt."""
    with working_under(attempt.correlation_id):
        _apply_here(attempt, outcome, actor)


def _apply_here(attempt: RefundAttempt, outcome: Outcome, actor: Actor) -> None:
    if names_ours(attempt, outcome):
        _remember(attempt, outcome)
        _MOVES[outcome.state](attempt, outcome, actor)
    else:
        why = _("The gateway names another amount than ours. Look into its console.")
        call_a_person(attempt.refund, actor, why)


def finish_refund(refund: Refund, actor: Actor) -> None:
    """The money has left: book it and tell the customer. The payment is locked by the caller."""
    move_amounts(refund.payment, reserved=-refund.amount_minor, refunded=refund.amount_minor)
    refund.complete()
    refund.save()
    post_settle(refund)
    use_up_details(refund)
    record(refund, "refund.completed", actor, Refund.State.PROCESSING)
    ask_for_note(refund)
    notices.tell(refund, "confirmed")


def names_ours(attempt: RefundAttempt, outcome: Outcome) -> bool:
    """A gateway never sets amounts: what it names must be what we sent."""
    refund = attempt.refund
    named = (outcome.amount_minor, outcome.currency)
    return named in ((None, None), (refund.amount_minor, refund.currency))


def _remember(attempt: RefundAttempt, outcome: Outcome) -> None:
    """Keep the gateway's id and raw answer, and plan the next look."""
    attempt.gateway_reference = attempt.gateway_reference or outcome.gateway_reference
    if outcome.raw:
        attempt.answer = outcome.raw
    if attempt.answered_at is None and outcome.state != OutcomeState.UNKNOWN:
        attempt.answered_at = clock.now()
    attempt.never_left = outcome.never_sent and attempt.sends == 1 and attempt.state == State.SENDING
    if attempt.is_open:
        out_since = attempt.sent_at or attempt.created_at
        again_at = ask_again_at(out_since, attempt.checks, outcome.retry_after_seconds or 0, sends=attempt.sends)
        attempt.next_check_at = again_at


def ask_again_at(out_since: datetime, checks: int, at_least_seconds: float = 0, *, sends: int = 1) -> datetime:
    """When to ask about what has been out since then, was asked about so often, and is still not clear.

    Soon after it was sent again; ever later where each send comes to nothing, as where a gateway keeps an error.
    """
    out = (clock.now() - out_since).total_seconds()
    by_checks, by_sends = (CHECK_AFTER_SECONDS[min(n, len(CHECK_AFTER_SECONDS) - 1)] for n in (checks, sends - 1))
    seconds = max(min(by_checks, max(out, by_sends)), at_least_seconds)
    return clock.now() + timedelta(seconds=seconds * random.uniform(1, LATER_BY_CHANCE))  # noqa: S311


def _succeed(attempt: RefundAttempt, outcome: Outcome, actor: Actor) -> None:
    if attempt.is_open:
        attempt.succeed()
        attempt.save()
        finish_refund(attempt.refund, actor)
    elif attempt.state not in (State.SUCCEEDED, State.REVERSED):
        call_a_person(attempt.refund, actor, _("The gateway now says that this was paid, but it had ended before."))


def _end_unpaid(move: Callable[[RefundAttempt], None]) -> Rule:
    """Build the rule for a refusal or a cancellation; after a success it means that the money came back."""

    def rule(attempt: RefundAttempt, outcome: Outcome, actor: Actor) -> None:
        if attempt.state == State.SUCCEEDED:
            _come_back(attempt, outcome, actor)
        elif attempt.is_open:
            _keep_failure(attempt, outcome)
            move(attempt)
            attempt.save()
            _fail_refund(attempt, actor)

    return rule


def _reverse(attempt: RefundAttempt, outcome: Outcome, actor: Actor) -> None:
    """It left and came back. Told before it was told that it had left, it is booked both ways, as in order."""
    if attempt.is_open:
        attempt.succeed()
        attempt.save()
        finish_refund(attempt.refund, actor)
    if attempt.state == State.SUCCEEDED:
        _come_back(attempt, outcome, actor)


def _fail_refund(attempt: RefundAttempt, actor: Actor) -> None:
    refund = attempt.refund
    move_amounts(refund.payment, reserved=-refund.amount_minor)
    refund.fail()
    refund.attention = _why_it_failed(attempt)[:300]
    refund.save()
    post_release(refund)
    record(refund, "refund.failed", actor, Refund.State.PROCESSING, code=attempt.failure_code)
    if refund.rail == Refund.Rail.BANK_TRANSFER:
        revoke_details(refund, actor)


def _why_it_failed(attempt: RefundAttempt) -> str:
    why = attempt.failure_message or attempt.failure_code
    if attempt.refund.rail == Refund.Rail.BANK_TRANSFER:
        return _("The bank refused it: %s") % why
    if attempt.state == State.CANCELED:
        return _("It was taken back at the gateway, and no money left. Send it again, another way, or cancel it.")
    return _("The gateway refused it: %s") % why


def _come_back(attempt: RefundAttempt, outcome: Outcome, actor: Actor) -> None:
    """The money came back after it had left: reopen the refund and give the amount back to the payment."""
    _keep_failure(attempt, outcome)
    attempt.reverse()
    attempt.save()
    refund = attempt.refund
    move_amounts(refund.payment, refunded=-refund.amount_minor)
    refund.come_back()
    refund.attention = _("The money came back. Choose another way to pay it.")
    refund.save()
    post_reverse(refund)
    record(refund, "refund.came_back", actor, Refund.State.COMPLETED, code=attempt.failure_code)
    notices.tell(refund, "came_back")


def _keep_failure(attempt: RefundAttempt, outcome: Outcome) -> None:
    attempt.failure_code = outcome.code[:80]
    attempt.failure_message = outcome.message[:500]


def _wait(move: Callable[[RefundAttempt], None], state: str, message: str | None) -> Rule:
    """Build the rule for a state in which the gateway has the order but has not ended it."""

    def rule(attempt: RefundAttempt, outcome: Outcome, actor: Actor) -> None:
        if not attempt.is_open:
            return
        if attempt.state != state:
            move(attempt)
            record(attempt.refund, f"attempt.{state}", actor, gateway_reference=attempt.gateway_reference)
            if message:
                notices.tell(attempt.refund, message)
        _alert_after_many_checks(attempt, actor)
        attempt.save()

    return rule


def _lose_answer(attempt: RefundAttempt, outcome: Outcome, actor: Actor) -> None:
    if attempt.state not in (State.SENDING, State.UNKNOWN):
        return
    if attempt.state != State.UNKNOWN:
        attempt.lose_answer()
        record(attempt.refund, "attempt.unknown", actor, code=outcome.code)
    _alert_after_many_checks(attempt, actor)
    attempt.save()


def _alert_after_many_checks(attempt: RefundAttempt, actor: Actor) -> None:
    if attempt.checks == CHECKS_BEFORE_A_PERSON:
        call_a_person(attempt.refund, actor, _("The gateway has not said how this ended. Look into its console."))


def call_a_person(refund: Refund, actor: Actor, why: str) -> None:
    """Put a locked refund on the list of those that a person must look at, once per reason."""
    why = why[:300]
    if refund.attention == why:
        return
    refund.attention = why
    refund.save()
    record(refund, "refund.needs_attention", actor, why=why)


_MOVES: dict[OutcomeState, Rule] = {
    OutcomeState.SUCCEEDED: _succeed,
    OutcomeState.FAILED: _end_unpaid(RefundAttempt.fail),
    OutcomeState.CANCELED: _end_unpaid(RefundAttempt.cancel),
    OutcomeState.REVERSED: _reverse,
    OutcomeState.PENDING: _wait(RefundAttempt.await_gateway, State.PENDING, "sent_to_bank"),
    OutcomeState.ACTION_REQUIRED: _wait(RefundAttempt.await_customer, State.ACTION_REQUIRED, None),
    OutcomeState.WAITING_FUNDS: _wait(RefundAttempt.await_funds, State.WAITING_FUNDS, None),
    OutcomeState.UNKNOWN: _lose_answer,
}
