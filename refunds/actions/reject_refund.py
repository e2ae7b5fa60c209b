"""A person's no, with the reason that the customer reads."""

from __future__ import annotations

from django.db import transaction

from customers.actors import Actor, acting
from refunds import notices, permissions, staff_notices
from refunds.actions.change_refund import require_no_open_plan
from refunds.actions.lock_refund import lock_refund, require_seen, require_state
from refunds.actions.rail_proposals import withdraw_open_proposal
from refunds.actions.words import require_words
from refunds.events import record
from refunds.models import Refund


def reject_refund(*, actor: Actor, reference: str, seen: str, explanation: str) -> Refund:
    """Turn a refund down. `explanation` goes to the customer as it is written."""
    words = require_words(explanation, "explanation")
    with transaction.atomic(), acting(actor):
        refund = lock_refund(reference)
        person = permissions.require(actor, permissions.REJECT)
        permissions.require_not_requester(person, refund)
        require_state(refund, Refund.State.REQUESTED, Refund.State.UNDER_REVIEW)
        require_no_open_plan(refund)
        require_seen(refund, seen)
        turn_down(refund, actor, words)
    return refund


def turn_down(refund: Refund, actor: Actor, words: str) -> None:
    """Reject a locked refund, tell the customer why, and close what else was open about it."""
    came_from = refund.state
    refund.reject()
    refund.save()
    record(refund, "refund.rejected", actor, came_from, explanation=words)
    withdraw_open_proposal(refund, actor)
    notices.tell(refund, "rejected", explanation=words)
    staff_notices.tell_requester(refund, actor, words)
