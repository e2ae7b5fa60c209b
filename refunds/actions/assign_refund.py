"""Whose case it is: taken, given back, handed over with words, or freed because its owner has left."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict, NotAllowed
from customers.models import User
from refunds import permissions, staff_notices
from refunds.actions.lock_refund import lock_refund, lock_refunds, require_state
from refunds.actions.words import require_note
from refunds.events import record
from refunds.models import Refund, StaffNotice

State = Refund.State
IN_HAND = (State.REQUESTED, State.UNDER_REVIEW, State.NEEDS_INFO, State.APPROVED, State.FAILED)
"""The states in which a case is somebody's work."""

HAND_OVER_LIMIT = 500


def take_refund(*, actor: Actor, reference: str) -> Refund:
    """Make a case one's own. Of two at once one has it, the other reads who. A lead may also take a colleague's."""
    with transaction.atomic(), acting(actor):
        refund = _lock(reference)
        person = permissions.require(actor, permissions.TAKE)
        if refund.assignee_id == person.pk:
            raise Conflict(_("This case is already yours."), "already_yours")
        _require_free_or_lead(refund, person)
        _give(refund, person)
        record(refund, "refund.taken", actor)
    return refund


def give_back_refund(*, actor: Actor, reference: str) -> Refund:
    """Make a case nobody's: one's own, or as a lead anybody's."""
    with transaction.atomic(), acting(actor):
        refund = _lock(reference)
        person = permissions.require(actor, permissions.TAKE)
        if refund.assignee is None:
            raise Conflict(_("This case is nobody's already."), "nobodys_case")
        _require_own_or_lead(refund, person)
        record(refund, "refund.given_back", actor, old=refund.assignee.label)
        _give(refund, None)
    return refund


def hand_over_refund(*, actor: Actor, reference: str, to: str, words: str) -> Refund:
    """Give a case to the colleague with this mail address: one's own or nobody's, or as a lead anybody's."""
    said = require_note(words, "words", HAND_OVER_LIMIT)
    with transaction.atomic(), acting(actor):
        refund = _lock(reference)
        person = permissions.require(actor, permissions.TAKE)
        colleague = colleague_named(to)
        if refund.assignee_id == colleague.pk:
            raise Conflict(_("This case is already with %s.") % colleague.label, "already_theirs", "to")
        if refund.assignee_id is not None:
            _require_own_or_lead(refund, person)
        _give(refund, colleague)
        record(refund, "refund.handed_over", actor, to=colleague.label, words=said)
        staff_notices.tell_staff([colleague], StaffNotice.Kind.HAND_OVER, refund, actor, said)
    return refund


def free_cases_of(*, actor: Actor, person: User) -> int:
    """Make the open cases of somebody whose account is closed nobody's. Returns how many there were."""
    if actor.person is not None and not {permissions.PEOPLE, permissions.ASSIGN} & permissions.allowed_moves(
        actor.person
    ):
        permissions.require(actor, permissions.ASSIGN)
    with transaction.atomic(), acting(actor):
        refunds = lock_refunds(Refund.objects.filter(assignee=person, state__in=IN_HAND))
        for refund in refunds:
            record(refund, "refund.freed", actor, old=person.label)
            _give(refund, None)
    return len(refunds)


def _lock(reference: str) -> Refund:
    refund = lock_refund(reference)
    require_state(refund, *IN_HAND)
    return refund


def _give(refund: Refund, person: User | None) -> None:
    if person is not None and refund.state in Refund.WAITING and person.pk in permissions.barred_from(refund):
        raise Conflict(
            _("%s had a say in this before the customer asked again, so it is another's case now.") % person.label,
            "decided_before",
            "to",
        )
    refund.assignee = person
    refund.save()


def colleague_named(email: str) -> User:
    """Somebody who works on cases, by their mail address. Raises BadInput."""
    found = permissions.people_who_may(permissions.TAKE).filter(email=email.strip().lower()).first()
    if found is None:
        raise BadInput(_("Choose a colleague who works on cases."), "unknown_colleague", "to")
    return found


def _require_free_or_lead(refund: Refund, person: User) -> None:
    if refund.assignee is not None and permissions.ASSIGN not in permissions.allowed_moves(person):
        raise Conflict(_("%s already has this case.") % refund.assignee.label, "already_taken")


def _require_own_or_lead(refund: Refund, person: User) -> None:
    if refund.assignee_id != person.pk and permissions.ASSIGN not in permissions.allowed_moves(person):
        raise NotAllowed(
            _("This is the case of %s. Ask them, or a lead, to hand it over.") % refund.assignee, "not_your_case"
        )
