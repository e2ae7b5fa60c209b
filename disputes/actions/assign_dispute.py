"""Whose dispute it is: taken, or handed over with words."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict, NotAllowed
from customers.models import User
from disputes import staff_notices
from disputes.actions.lock_dispute import lock_dispute, require_state
from disputes.events import record
from disputes.models import Dispute
from refunds import permissions
from refunds.actions.words import require_note
from refunds.models import StaffNotice

HAND_OVER_LIMIT = 500


def take_over_dispute(*, actor: Actor, reference: str) -> Dispute:
    """Make an open dispute one's own: a colleague's only as a lead, or where the colleague is not at work any more."""
    with transaction.atomic(), acting(actor):
        dispute = _lock(reference)
        person = permissions.require(actor, permissions.ANSWER_DISPUTES)
        if dispute.owner_id == person.pk:
            raise Conflict(_("This dispute is already yours."), "already_yours")
        _require_own_or_lead(dispute, person)
        record(dispute, "dispute.taken", actor, old=dispute.owner.label if dispute.owner else "")
        _give(dispute, person)
    return dispute


def hand_over_dispute(*, actor: Actor, reference: str, to: str, words: str) -> Dispute:
    """Give an open dispute to the colleague with this mail address: one's own or nobody's, or as a lead anybody's."""
    said = require_note(words, "words", HAND_OVER_LIMIT)
    with transaction.atomic(), acting(actor):
        dispute = _lock(reference)
        person = permissions.require(actor, permissions.ANSWER_DISPUTES)
        colleague = colleague_named(to)
        if dispute.owner_id == colleague.pk:
            raise Conflict(_("This dispute is already with %s.") % colleague.label, "already_theirs", "to")
        _require_own_or_lead(dispute, person)
        _give(dispute, colleague)
        record(dispute, "dispute.handed_over", actor, to=colleague.label, words=said)
        staff_notices.tell([colleague], StaffNotice.Kind.DISPUTE_HAND_OVER, dispute, actor, said)
    return dispute


def _lock(reference: str) -> Dispute:
    dispute = lock_dispute(reference)
    require_state(dispute, *Dispute.OPEN)
    return dispute


def _give(dispute: Dispute, person: User) -> None:
    dispute.owner = person
    dispute.save()


def colleague_named(email: str) -> User:
    """Who answers disputes under this mail address. Raises BadInput."""
    may_answer = permissions.people_who_may(permissions.ANSWER_DISPUTES)
    found = may_answer.filter(email=email.strip().lower()).first() if "\x00" not in email else None
    if found is None:
        raise BadInput(_("Choose a colleague who answers disputes."), "unknown_colleague", "to")
    return found


def _require_own_or_lead(dispute: Dispute, person: User) -> None:
    if whose := held_by_another(dispute.owner, person):
        raise NotAllowed(
            _("This is the dispute of %s. Ask them, or a lead, to hand it over.") % whose.label, "not_your_case"
        )


def held_by_another(owner: User | None, person: User) -> User | None:
    """The colleague at work whose case it is, unless the person may give out the cases of others."""
    if owner is None or owner.pk == person.pk or not owner.is_active:
        return None
    return None if permissions.ASSIGN in permissions.allowed_moves(person) else owner
