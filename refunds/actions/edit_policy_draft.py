"""Writing a draft of the policy. Nothing of it holds before a second person activates it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict, NotFound
from refunds import permissions
from refunds.limits import carry_over_limits, complete_limits, current_limits, limit_faults
from refunds.models import PolicyDraft, PolicyDraftEvent, PolicyVersion
from refunds.policy.compare import carry_over
from refunds.policy.parameters import complete, validate
from refunds.queries import newest_version
from refunds.references import policy_draft_reference

NAME_LIMIT, NOTE_LIMIT = 120, 300
LATEST_START = date(2100, 1, 1)
Kind = PolicyDraftEvent.Kind


def create_draft(*, actor: Actor, name: str) -> PolicyDraft:
    """Begin a draft with what was activated last and the limits that hold now."""
    person = permissions.require(actor, permissions.EDIT_POLICY)
    base = newest_version()
    limits = limits_of(base)
    with transaction.atomic(), acting(actor):
        draft = PolicyDraft.objects.create(
            reference=policy_draft_reference(),
            name=checked_text(name, NAME_LIMIT, "name", needed=True),
            owner=person,
            based_on=base,
            document=complete(base.document),
            limits=limits,
            base_limits=limits,
        )
        note_event(draft, Kind.CREATED, actor, _("copied from %s") % base)
    return draft


def change_draft(
    *,
    actor: Actor,
    reference: str,
    version: int,
    name: str,
    document: Any,
    limits: Any,
    starts_on: date | None = None,
    note: str = "",
) -> PolicyDraft:
    """Write a draft anew, if it is still as it was read (`version`).

    Raises BadInput with the first fault of the document, and Conflict when somebody else changed it meanwhile.
    """
    permissions.require(actor, permissions.EDIT_POLICY)
    check_document(document)
    check_limits(limits)
    with transaction.atomic(), acting(actor):
        draft = lock_draft(reference)
        require_version(draft, version)
        require_draft_state(draft, PolicyDraft.State.DRAFT)
        draft.name = checked_text(name, NAME_LIMIT, "name", needed=True)
        draft.note = checked_text(note, NOTE_LIMIT, "note")
        draft.document, draft.limits = complete(document), complete_limits(limits)
        draft.starts_on = checked_start(starts_on)
        draft.changed_at = clock.now()
        draft.save()
        note_event(draft, Kind.CHANGED, actor)
    return draft


def rebase_draft(*, actor: Actor, reference: str, version: int) -> PolicyDraft:
    """Carry a draft over to the version that was activated since; its own changes stay, the others come in."""
    permissions.require(actor, permissions.EDIT_POLICY)
    with transaction.atomic(), acting(actor):
        draft = lock_draft(reference)
        require_version(draft, version)
        require_draft_state(draft, PolicyDraft.State.DRAFT)
        newest = newest_version()
        if newest == draft.based_on:
            raise Conflict(_("This draft builds on the newest version already."), "not_stale")
        draft.document, draft.limits = carried_over(draft, newest)
        draft.based_on, draft.base_limits = newest, limits_of(newest)
        draft.changed_at = clock.now()
        draft.save()
        note_event(draft, Kind.REBASED, actor, _("to %s") % newest)
    return draft


def carried_over(draft: PolicyDraft, newest: PolicyVersion) -> tuple[Any, Any]:
    """The draft's document and limits as they would be on top of a newer version."""
    document = carry_over(draft.based_on.document, newest.document, draft.document)
    return document, carry_over_limits(draft.base_limits, limits_of(newest), draft.limits)


def limits_of(version: PolicyVersion) -> Any:
    """The limits that a version brought, or those that hold now where it left them alone."""
    return complete_limits(version.limits) if version.limits is not None else current_limits()


def lock_draft(reference: str) -> PolicyDraft:
    """Lock a draft and return it as it is now. Raises NotFound."""
    drafts = PolicyDraft.objects.select_for_update(of=("self",)).select_related("based_on", "owner")
    draft = drafts.filter(reference=reference).first()
    if draft is None:
        raise NotFound(_("There is no such draft."), "draft_not_found")
    return draft


def require_version(draft: PolicyDraft, version: int) -> None:
    if draft.version != version:
        raise Conflict(
            _("Somebody changed this draft since you opened it. Look at both texts, then decide."),
            "changed_since_seen",
        )


def require_draft_state(draft: PolicyDraft, *states: str) -> None:
    if draft.state not in states:
        raise Conflict(
            _("This draft is “%s” now, so this is no longer possible.") % draft.get_state_display(), "already_moved"
        )


def note_event(draft: PolicyDraft, kind: str, actor: Actor, words: str = "") -> None:
    """Keep who did what to a draft. Only people do: a key acts for its owner."""
    PolicyDraftEvent.objects.create(draft=draft, kind=kind, person=actor.person, actor=actor.key, words=words[:300])


def check_document(document: Any) -> None:
    """Raise BadInput with every fault of a policy document."""
    if faults := validate(document):
        first = ".".join(part for part in ("document", faults[0].rule, faults[0].parameter) if part)
        raise BadInput(" ".join(str(fault) for fault in faults[:20]), "bad_policy", first)


def check_limits(limits: Any) -> None:
    if faults := limit_faults(limits):
        raise BadInput(" ".join(faults.values()), "bad_limits", "limits")


def checked_text(text: str, limit: int, field: str, needed: bool = False) -> str:
    """Accept one line of text within its limit."""
    text = " ".join(text.split())
    if "\x00" in text or len(text) > limit:
        raise BadInput(_("Write at most %d characters.") % limit, "bad_text", field)
    if needed and not text:
        raise BadInput(_("Write something here."), "text_missing", field)
    return text


def checked_start(starts_on: date | None) -> date | None:
    if starts_on is not None and starts_on > LATEST_START:
        raise BadInput(_("Choose a day before the year 2100."), "absurd_day", "starts_on")
    return starts_on
