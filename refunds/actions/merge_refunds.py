"""Two requests that are one: the other is closed into the one that stays; its papers, notes and words go along."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict, NotFound
from customers.together import adding_together
from refunds import notices, permissions
from refunds.actions.change_refund import require_no_open_plan
from refunds.actions.judge_again import judge_again
from refunds.actions.keep_wait import hand_on_wait
from refunds.actions.lock_refund import lock_refunds, require_state
from refunds.actions.rail_proposals import withdraw_open_proposal
from refunds.events import record
from refunds.models import CaseNote, NoteReference, Refund, RefundDocument

State = Refund.State
MERGEABLE = (State.REQUESTED, State.UNDER_REVIEW, State.NEEDS_INFO)


def merge_refunds(*, actor: Actor, reference: str, other: str) -> Refund:
    """Close `other` into `reference`. Amounts and lines of the one that stays are not touched.

    Writes the cancellation, the new links of documents and notes, an event on both and one letter. Raises BadInput
    for requests that cannot be one, Conflict when either was decided or has moved money; then nothing is written.
    """
    with transaction.atomic(), acting(actor), adding_together():
        permissions.require(actor, permissions.CHANGE)
        stays, goes = _both(reference, other)
        require_mergeable(stays, goes)
        came_from = goes.state
        goes.cancel()
        goes.merged_into = stays
        goes.save()
        withdraw_open_proposal(goes, actor)
        _hand_over(stays, goes)
        hand_on_wait(stays, goes)
        record(goes, "refund.merged", actor, came_from, into=stays.reference)
        record(stays, "refund.took_in", actor, other=goes.reference, **_brought(goes))
        judge_again(stays)
        notices.tell(stays, "merged", other=goes.reference)
    return stays


def require_mergeable(stays: Refund, goes: Refund) -> None:
    """Raise what keeps two requests from being one."""
    if stays.pk == goes.pk:
        raise BadInput(_("A request cannot be merged into itself."), "same_refund", "other")
    if stays.customer_id != goes.customer_id:
        raise BadInput(_("Only requests of the same customer can be merged."), "other_customer", "other")
    for refund in (stays, goes):
        require_no_open_plan(refund)
        if refund.round:
            raise Conflict(_("%s has been approved or has moved money.") % refund.reference, "money_moved", "other")
        require_state(refund, *MERGEABLE)


def _both(reference: str, other: str) -> tuple[Refund, Refund]:
    found = {
        refund.reference: refund for refund in lock_refunds(Refund.objects.filter(reference__in=[reference, other]))
    }
    if reference not in found:
        raise NotFound(_("There is no such refund."), "refund_not_found")
    if other not in found:
        raise BadInput(_("There is no request with this number."), "refund_not_found", "other")
    return found[reference], found[other]


def _hand_over(stays: Refund, goes: Refund) -> None:
    there = set(RefundDocument.objects.filter(refund=stays).values_list("document_id", flat=True))
    coming = RefundDocument.objects.filter(refund=goes).values_list("document_id", flat=True)
    RefundDocument.objects.bulk_create(
        RefundDocument(refund=stays, document_id=number) for number in coming if number not in there
    )
    NoteReference.objects.bulk_create(NoteReference(refund=stays, note=note) for note in CaseNote.objects.read_at(goes))


def _brought(goes: Refund) -> dict[str, Any]:
    """The words of the closed request, so that who decides reads them in one place."""
    answers = goes.events.filter(kind="refund.answered").values_list("data", flat=True)
    said = [goes.reason_text, *(data.get("answer", "") for data in answers)]
    return {"words": "\n".join(text for text in said if text)[:4000], "documents": goes.papers.count()}
