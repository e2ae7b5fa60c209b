"""A person's yes. The last one that is needed releases the money."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import Conflict
from customers.together import adding_together
from refunds import permissions, staff_notices
from refunds.actions.change_refund import require_no_open_plan
from refunds.actions.goodwill import give_goodwill
from refunds.actions.lock_refund import lock_refund, require_seen, require_state
from refunds.actions.notes import earlier_notes, noted
from refunds.actions.rail_proposals import require_no_open_proposal
from refunds.actions.release_refund import release_refund, require_no_hold
from refunds.actions.words import checked_note
from refunds.crash_points import crash_point
from refunds.events import record
from refunds.models import Approval, Refund


def approve_refund(*, actor: Actor, reference: str, seen: str, note: str = "") -> Refund:
    """Approve exactly what was seen; above the second limit the first yes waits for another person's.

    The customer reads `note` in the letter, beside the notes of those who approved the same before.

    Raises NotAllowed for the requester, for who had a say before an appeal, for a missing role or a limit, Conflict
    for a changed case; then nothing is written.
    """
    words = checked_note(note)
    with transaction.atomic(), acting(actor), adding_together():
        refund = lock_refund(reference)
        person = permissions.require(actor, permissions.APPROVE)
        permissions.require_not_requester(person, refund)
        permissions.require_fresh_eyes(person, refund)
        permissions.require_limit(person, refund)
        require_state(refund, Refund.State.REQUESTED, Refund.State.UNDER_REVIEW)
        require_no_open_plan(refund)
        require_no_open_proposal(refund)
        require_seen(refund, seen)
        given = add_approval(refund, actor, seen)
        _release_or_wait(refund, actor, given, words)
        give_goodwill(person, refund.currency, refund.counts_as_goodwill_minor)
    crash_point("approval_committed" if refund.state == Refund.State.APPROVED else "between_approvals")
    return refund


def add_approval(refund: Refund, actor: Actor, seen: str) -> int:
    """Keep this person's yes to what they saw; return how many have said it. Raises Conflict for their second."""
    given = list(refund.approvals.filter(seen_hash=seen))
    if any(approval.approver_id == actor.person.pk for approval in given):
        raise Conflict(_("You have already approved this; a second person must."), "approved_by_you")
    Approval.objects.create(
        refund=refund,
        revision=refund.revision,
        number=Approval.every.filter(refund=refund).count() + 1,
        approver=actor.person,
        requester=refund.requester,
        actor=actor.key,
        seen_hash=seen,
    )
    return len(given) + 1


def _release_or_wait(refund: Refund, actor: Actor, given: int, note: str) -> None:
    if given >= permissions.approvals_needed(refund):
        release_refund(refund, actor, note, earlier_notes(refund, actor))
        staff_notices.tell_requester(refund, actor)
    else:
        require_no_hold(refund)
        record(refund, "refund.first_approval", actor, **noted(actor, note))
