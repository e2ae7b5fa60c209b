"""Opening a closed period again takes two: one proposes with a reason, another one decides."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import Conflict, NotAllowed
from customers.models import User
from refunds import permissions
from refunds.actions.words import require_note
from reporting.actions.close_period import lock_closing
from reporting.closing import guard
from reporting.facts.reopened import mark_days, mark_late_payments
from reporting.models import PeriodClosing, Reopening

State = Reopening.State


def propose_reopening(*, actor: Actor, reference: str, reason: str) -> Reopening:
    """Ask a second person to open a period again. Only the last closed one can be: later ones come first."""
    said = require_note(reason, "reason", 500)
    with transaction.atomic(), acting(actor):
        closing = lock_closing(reference)
        person = permissions.require(actor, permissions.CLOSE_PERIODS)
        _require_last_closed(closing)
        try:
            with transaction.atomic():
                return Reopening.objects.create(closing=closing, proposer=person, reason=said)
        except IntegrityError:
            raise Conflict(_("Opening it again is proposed already."), "reopening_proposed") from None


def release_reopening(*, actor: Actor, reference: str, words: str = "") -> PeriodClosing:
    """Open the period again. What was frozen stays on record; the period is closed anew when it is put right."""
    with transaction.atomic(), acting(actor):
        closing, proposal = _lock(reference)
        person = _another_person(actor, proposal)
        _require_last_closed(closing)
        proposal.decider, proposal.words = person, require_note(words, "words", 500) if words.strip() else ""
        proposal.release()
        proposal.save()
        mark_late_payments()
        closing.reopen()
        closing.save()
        mark_days(closing.period)
        mark_late_payments()
    return closing


def decline_reopening(*, actor: Actor, reference: str, words: str) -> Reopening:
    """Leave the period closed, with a reason."""
    said = require_note(words, "words", 500)
    with transaction.atomic(), acting(actor):
        _closing, proposal = _lock(reference)
        proposal.decider, proposal.words = _another_person(actor, proposal), said
        proposal.decline()
        proposal.save()
    return proposal


def withdraw_reopening(*, actor: Actor, reference: str) -> Reopening:
    """Take the proposal back; whoever closes periods may."""
    with transaction.atomic(), acting(actor):
        _closing, proposal = _lock(reference)
        proposal.decider = permissions.require(actor, permissions.CLOSE_PERIODS)
        proposal.withdraw()
        proposal.save()
    return proposal


def _lock(reference: str) -> tuple[PeriodClosing, Reopening]:
    """The closing first, so that two who decide at once stand in line."""
    closing = lock_closing(reference)
    proposal = closing.reopenings.filter(state=State.OPEN).first()
    if proposal is None:
        raise Conflict(_("Nobody proposes to open it again, or it was decided just now."), "no_open_reopening")
    return closing, proposal


def _another_person(actor: Actor, proposal: Reopening) -> User:
    person = permissions.require(actor, permissions.RELEASE_REOPENINGS)
    if person.pk == proposal.proposer_id:
        raise NotAllowed(_("You proposed this, so somebody else must decide it."), "own_request")
    return person


def _require_last_closed(closing: PeriodClosing) -> None:
    if closing.state != PeriodClosing.State.CLOSED:
        raise Conflict(_("This period is not closed."), "period_not_closed")
    if guard.closed_until() != closing.last_on:
        raise Conflict(_("A later period is closed. Open that one first."), "later_period_closed")
