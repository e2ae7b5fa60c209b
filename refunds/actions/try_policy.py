"""Trying a draft on the requests of the last 90 days: asked for by a person, worked off in the background."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock, doorbell
from customers.actors import Actor, acting
from customers.errors import Conflict, NotFound
from refunds import permissions
from refunds.actions.edit_policy_draft import Kind, lock_draft, note_event, require_draft_state
from refunds.models import PolicyDraft, PolicyTrial
from refunds.queries import policy_in_force
from refunds.references import policy_trial_reference

TRY_POLICIES = "refunds.tasks.try_policies"
LOOK_BACK = timedelta(days=90)


def try_draft(*, actor: Actor, reference: str) -> PolicyTrial:
    """Order a trial of a draft as it is now, against the version in force. Raises Conflict while one runs."""
    permissions.require_one_of(actor, permissions.EDIT_POLICY, permissions.ACTIVATE_POLICY)
    now = clock.now()
    with transaction.atomic(), acting(actor):
        draft = lock_draft(reference)
        require_draft_state(draft, PolicyDraft.State.DRAFT, PolicyDraft.State.PROPOSED)
        if draft.trials.filter(state=PolicyTrial.State.QUEUED).exists():
            raise Conflict(_("This draft is being tried right now. Wait for it, or stop it first."), "trial_running")
        trial = PolicyTrial.objects.create(
            reference=policy_trial_reference(),
            draft=draft,
            against=policy_in_force(now),
            document=draft.document,
            since=now - LOOK_BACK,
            until=now,
            requested_by=actor.key,
            requested_label=actor.label,
        )
        note_event(draft, Kind.TRIED, actor, trial.reference)
        doorbell.ring_after_commit(TRY_POLICIES)
    return trial


def cancel_trial(*, actor: Actor, reference: str) -> PolicyTrial:
    """Stop a trial; the worker sees it after at most one batch. What was counted so far stays."""
    permissions.require_one_of(actor, permissions.EDIT_POLICY, permissions.ACTIVATE_POLICY)
    with transaction.atomic(), acting(actor):
        trial = PolicyTrial.objects.select_for_update().filter(reference=reference).first()
        if trial is None:
            raise NotFound(_("There is no such trial."), "trial_not_found")
        if trial.state != PolicyTrial.State.QUEUED:
            raise Conflict(_("This trial has ended already."), "already_moved")
        trial.cancel()
        trial.save()
    return trial
