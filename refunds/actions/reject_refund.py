"""A person's no, with the reason that the customer reads."""

from __future__ import annotations

from django.db import transaction

from customers.actors import Actor, acting
from refunds import notices, permissions, staff_notices
from refunds.actions.change_refund import require_no_open_plan
from refunds.actions.end_bank_details import revoke_details
from refunds.actions.lock_refund import lock_refund, require_seen, require_state
from refunds.actions.notes import noted, notes_of
from refunds.actions.rail_proposals import withdraw_open_proposal
from refunds.actions.words import checked_note, require_words
from refunds.events import record
from refunds.models import Refund


def reject_refund(*, actor: Actor, reference: str, seen: str, explanation: str, note: str = "") -> Refund:
    """Turn a refund down. `explanation` and the colleague's own `note` go to the customer as they are written."""
    words, note = require_words(explanation, "explanation"), checked_note(note)
    with transaction.atomic(), acting(actor):
        refund = lock_refund(reference)
        person = permissions.require(actor, permissions.REJECT)
        permissions.require_not_requester(person, refund)
        require_state(refund, Refund.State.REQUESTED, Refund.State.UNDER_REVIEW)
        require_no_open_plan(refund)
        require_seen(refund, seen)
        turn_down(refund, actor, words, note)
    return refund


def turn_down(refund: Refund, actor: Actor, words: str, note: str = "") -> None:
    """Reject a locked refund, tell the customer why, and close what else was open about it."""
    came_from = refund.state
    refund.reject()
    refund.save()
    record(refund, "refund.rejected", actor, came_from, explanation=words, **noted(actor, note))
    withdraw_open_proposal(refund, actor)
    revoke_details(refund, actor)
    notices.tell(refund, "rejected", explanation=words, notes=notes_of(actor, note))
    staff_notices.tell_requester(refund, actor, words)
