"""Two houses with a mistake that everybody makes. Whoever judges must find that they lose money, or nothing is proven.

A worker that is given this module (`celery --include tests.faults.control_builds`) makes the mistake that CONTROL_BUILD
names. No process of the product ever imports it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import replace

from customers.actors import Actor
from customers.models import User
from refunds.actions import look_up_attempts, send_attempts
from refunds.actions import settle as settling
from refunds.actions.retry_refund import retry_refund
from refunds.gateways.types import Outcome, OutcomeState, PreparedRefund
from refunds.models import RefundAttempt

prepared_as_stored = send_attempts.prepared
apply_as_told = settling.apply_refund_outcomes


def key_of_its_own(attempt: RefundAttempt) -> PreparedRefund:
    """A key for each call, not for each refund."""
    return replace(prepared_as_stored(attempt), idempotency_key=secrets.token_urlsafe(24))


def send_first_and_never_ask(attempt: RefundAttempt) -> bool:
    """Whether a lost answer is asked about: it is not, it is sent again."""
    return False


def take_silence_for_no(outcomes: Mapping[int, Outcome], actor: Actor) -> list[RefundAttempt]:
    """No answer is a failure, and what failed is sent once more."""
    heard = {
        attempt: replace(outcome, state=OutcomeState.FAILED) if outcome.state == OutcomeState.UNKNOWN else outcome
        for attempt, outcome in outcomes.items()
    }
    attempts = apply_as_told(heard, actor)
    boris = Actor.user(User.objects.get(first_name="Boris"))
    for attempt in attempts:
        if outcomes[attempt.pk].state == OutcomeState.UNKNOWN and attempt.state == RefundAttempt.State.FAILED:
            retry_refund(actor=boris, reference=attempt.refund.reference)
    return attempts


match os.environ.get("CONTROL_BUILD", ""):
    case "new key per run":
        send_attempts.prepared = key_of_its_own
        look_up_attempts._must_be_asked = send_first_and_never_ask
    case "silence is a failure":
        send_attempts.apply_refund_outcomes = take_silence_for_no
