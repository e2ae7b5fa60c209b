"""Putting a case before the leads: by hand with a reason, or by the calendar. A lead gives it back to the desk."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.errors import Conflict
from refunds import permissions, staff_notices
from refunds.actions.lock_refund import lock_refund, require_state
from refunds.actions.words import require_note
from refunds.events import record
from refunds.models import Refund, StaffNotice

State = Refund.State
MAY_ESCALATE = (State.REQUESTED, State.UNDER_REVIEW, State.NEEDS_INFO, State.FAILED)
REASON_LIMIT = 500


def escalate_refund(*, actor: Actor, reference: str, why: str) -> Refund:
    """Ask the leads to look at a case, for a reason that they read."""
    words = require_note(why, "why", REASON_LIMIT)
    with transaction.atomic(), acting(actor):
        refund = lock_refund(reference)
        permissions.require(actor, permissions.TAKE)
        require_state(refund, *MAY_ESCALATE)
        if refund.escalated_at is not None:
            raise Conflict(_("This case is already before the leads."), "already_escalated")
        put_before_leads(refund, actor, words)
        refund.save()
    return refund


def end_escalation(*, actor: Actor, reference: str, words: str) -> Refund:
    """Give an escalated case back to the desk, as a lead, with words for whoever goes on with it."""
    said = require_note(words, "words", REASON_LIMIT)
    with transaction.atomic(), acting(actor):
        refund = lock_refund(reference)
        permissions.require(actor, permissions.ASSIGN)
        require_state(refund, *MAY_ESCALATE)
        if refund.escalated_at is None:
            raise Conflict(_("This case is not before the leads."), "not_escalated")
        refund.escalated_at = None
        refund.save()
        record(refund, "refund.escalation_ended", actor, words=said)
        if refund.assignee is not None:
            staff_notices.tell_staff([refund.assignee], StaffNotice.Kind.HAND_OVER, refund, actor, said)
    return refund


def put_before_leads(refund: Refund, actor: Actor, words: str = "") -> None:
    """Mark a locked case and tell the leads; the caller saves it."""
    refund.escalated_at = clock.now()
    record(refund, "refund.escalated", actor, why=words)
    staff_notices.tell_staff(staff_notices.leads(), StaffNotice.Kind.ESCALATION, refund, actor, words)
