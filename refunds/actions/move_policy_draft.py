"""The moves of a draft between the people who write it and the one who activates it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict
from refunds import permissions
from refunds.actions.edit_policy_draft import (
    NOTE_LIMIT,
    Kind,
    checked_text,
    lock_draft,
    note_event,
    require_draft_state,
    require_version,
)
from refunds.models import PolicyDraft
from refunds.queries import newest_version

State = PolicyDraft.State


def propose_draft(*, actor: Actor, reference: str, version: int) -> PolicyDraft:
    """Put a finished draft before a second person. It is not written in any more, unless it is sent back."""
    permissions.require(actor, permissions.EDIT_POLICY)
    with transaction.atomic(), acting(actor):
        draft = lock_draft(reference)
        require_version(draft, version)
        require_draft_state(draft, State.DRAFT)
        require_fresh(draft)
        if not draft.note:
            raise BadInput(_("Say in the draft why the policy is to change. Others read it for years."), field="note")
        draft.propose()
        draft.save()
        note_event(draft, Kind.PROPOSED, actor)
    return draft


def send_draft_back(*, actor: Actor, reference: str, why: str) -> PolicyDraft:
    """Open a proposed draft for changes again."""
    permissions.require_one_of(actor, permissions.EDIT_POLICY, permissions.ACTIVATE_POLICY)
    words = checked_text(why, NOTE_LIMIT, "why", needed=True)
    with transaction.atomic(), acting(actor):
        draft = lock_draft(reference)
        require_draft_state(draft, State.PROPOSED)
        draft.send_back()
        draft.save()
        note_event(draft, Kind.SENT_BACK, actor, words)
    return draft


def withdraw_draft(*, actor: Actor, reference: str) -> PolicyDraft:
    """Give a draft up. It stays to be read."""
    permissions.require(actor, permissions.EDIT_POLICY)
    with transaction.atomic(), acting(actor):
        draft = lock_draft(reference)
        require_draft_state(draft, State.DRAFT, State.PROPOSED)
        draft.withdraw()
        draft.save()
        note_event(draft, Kind.WITHDRAWN, actor)
    return draft


def require_fresh(draft: PolicyDraft) -> None:
    """Raise Conflict when another version was activated since the draft began."""
    newest = newest_version()
    if newest != draft.based_on:
        words = {"newest": newest, "base": draft.based_on}
        raise Conflict(
            _("%(newest)s was activated since; this draft still builds on %(base)s. Carry it over first.") % words,
            "draft_stale",
        )
