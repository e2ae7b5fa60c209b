"""The second person's word on an answer that waits: let it go out, or take it back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers import doorbell
from customers.actors import Actor, acting
from customers.errors import Conflict, NotAllowed
from customers.models import User
from disputes.actions.lock_dispute import lock_dispute
from disputes.actions.make_offer import drop_gift
from disputes.actions.store_answer import WORK_ANSWERS, at_stake_minor
from disputes.events import record as note
from disputes.finding import draft_of
from disputes.models import Dispute, DisputeAnswer
from refunds import permissions

State = DisputeAnswer.State


def release_answer(*, actor: Actor, reference: str, answer: str) -> DisputeAnswer:
    """Let the answer go out that was read (`answer` is its name). Raises NotAllowed for whoever wrote in it."""
    person = permissions.require(actor, permissions.RELEASE_ANSWERS)
    with transaction.atomic(), acting(actor):
        dispute = lock_dispute(reference)
        waiting = _locked(dispute, answer, State.WAITING)
        require_not_writer(person, dispute, waiting)
        if waiting.kind not in DisputeAnswer.FIGHTS:
            permissions.require_limit_for(person, dispute.currency, at_stake_minor(dispute, waiting.offer))
        if not waiting.is_awaited:
            raise Conflict(
                _("This dispute is “%s” now, so there is nothing to answer.") % dispute.get_state_display(),
                "not_our_turn",
            )
        waiting.released_by = person
        waiting.release()
        waiting.save()
        note(dispute, "dispute.answer_released", actor, answer=str(waiting))
        doorbell.ring_after_commit(WORK_ANSWERS)
    return waiting


def take_answer_back(*, actor: Actor, reference: str, answer: str) -> DisputeAnswer:
    """Take an answer back before it was sent; the draft can be changed again. Raises Conflict once it is on its way."""
    permissions.require_one_of(actor, permissions.ANSWER_DISPUTES, permissions.RELEASE_ANSWERS)
    with transaction.atomic(), acting(actor):
        dispute = lock_dispute(reference)
        waiting = _locked(dispute, answer, State.WAITING, State.DUE)
        waiting.take_back()
        waiting.save()
        drop_gift(waiting, actor)
        note(dispute, "dispute.answer_taken_back", actor, answer=str(waiting))
    return waiting


def require_not_writer(person: User, dispute: Dispute, answer: DisputeAnswer) -> None:
    """Four eyes: whoever wrote in the draft or handed the answer in does not release it."""
    draft = draft_of(dispute) if answer.kind in DisputeAnswer.FIGHTS else None
    wrote = draft is not None and draft.writers.filter(pk=person.pk).exists()
    if wrote or answer.by_id == person.pk:
        raise NotAllowed(_("You wrote in this answer, so somebody else must release it."), "own_answer")


def _locked(dispute: Dispute, name: str, *states: str) -> DisputeAnswer:
    answers = dispute.answers.select_for_update().filter(round=dispute.round, state__in=DisputeAnswer.LIVE)
    found = next((one for one in answers if f"{dispute.reference}-{one.round}-{one.number}" == name), None)
    if found is None or found.state not in states:
        said = found.get_state_display() if found is not None else _("Taken back")
        raise Conflict(_("This answer is “%s” now, so this is no longer possible.") % said, "already_moved")
    found.dispute = dispute
    return found
