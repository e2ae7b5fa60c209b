"""Choosing many refunds for one move. Nothing moves yet: a worker checks each row, then a person confirms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers import doorbell
from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict, NotFound
from customers.models import User
from customers.references import next_reference
from refunds import permissions
from refunds.actions.assign_refund import colleague_named
from refunds.actions.words import checked_note
from refunds.bulk_moves import BULK_MOVES, BulkMove, checked_words
from refunds.models import BulkRow, BulkRun, Refund
from refunds.worklist.filters import WorkFilter
from refunds.worklist.search import refunds_with

MOST_ROWS = 2000
WORK_BULK_RUNS = "refunds.tasks.work_bulk_runs"

State = BulkRow.State


def draft_bulk_run(
    *,
    actor: Actor,
    move: str,
    words: str = "",
    note: str = "",
    to: str = "",
    references: Sequence[str] = (),
    chosen: WorkFilter | None = None,
    searched: str = "",
) -> BulkRun:
    """Open a run over these refunds, or over all that fit filter and search now, and let a worker check them.

    `note` is the person's own addition for the customers, `to` the mail address of the colleague who gets the cases.
    Raises BadInput for an unknown move, missing words, an unknown reference, nothing or more than MOST_ROWS.
    """
    person = _require_bulk(actor, move)
    particulars = _particulars(BULK_MOVES[move], words, note, to)
    ids, selection, sentence = _select(person, references, chosen, searched)
    with transaction.atomic(), acting(actor):
        run = _open(actor, person, move=move, **particulars, selection=selection, selected=sentence[:500])
        _add_rows(run, ids)
    return run


def redo_failed(*, actor: Actor, reference: str) -> BulkRun:
    """Open a new run over what an ended one did not do; it is checked and confirmed afresh."""
    with transaction.atomic(), acting(actor):
        run = _ended(reference)
        person = _require_bulk(actor, run.move)
        failed = list(run.rows.filter(state=State.FAILED).values_list("refund", "refund__reference"))
        if not failed:
            raise Conflict(_("Every row of this run was done; there is nothing to repeat."), "nothing_failed")
        again = _open(
            actor,
            person,
            move=run.move,
            words=run.words,
            note=run.note,
            colleague=run.colleague,
            selection={"references": [name for _id, name in failed]},
            selected=_("What %s did not do") % run.reference,
            parent=run,
        )
        _add_rows(again, [refund_id for refund_id, _name in failed])
    return again


def _require_bulk(actor: Actor, move: str) -> User:
    person = permissions.require(actor, permissions.BULK)
    if move not in BULK_MOVES:
        raise BadInput(_("Choose a move from the list."), "unknown_move", "move")
    return permissions.require(actor, BULK_MOVES[move].permission) and person


def _particulars(move: BulkMove, words: str, note: str, to: str) -> dict[str, Any]:
    """What this move needs beside the refunds. Raises BadInput for what is missing, and for what it has no use for."""
    if note.strip() and not move.takes_note:
        raise BadInput(_("This move sends no letter that your note could stand in."), "no_note_here", "note")
    if to.strip() and not move.to_colleague:
        raise BadInput(_("This move hands nothing to a colleague."), "no_colleague_here", "to")
    return {
        "words": checked_words(move, words),
        "note": checked_note(note),
        "colleague": colleague_named(to) if move.to_colleague else None,
    }


def _select(
    person: User, references: Sequence[str], chosen: WorkFilter | None, searched: str
) -> tuple[list[int], dict[str, Any], str]:
    if chosen is not None and searched:
        found = refunds_with(searched)
        if not found.is_all:
            raise BadInput(_("Too many refunds have these words. Add another word."), "too_many", "refunds")
        rows = chosen.rows(person).filter(pk__in=found).order_by("decide_by", "id")
        sentence = _("%(filter)s, with the words “%(words)s”") % {"filter": chosen.in_words(), "words": searched}
        return _ids(rows), {"filter": chosen.as_json(), "words": searched}, sentence
    if chosen is not None:
        rows = chosen.rows(person).order_by("decide_by", "id")
        return _ids(rows), {"filter": chosen.as_json()}, chosen.in_words()
    wanted = list(dict.fromkeys(references))
    if len(wanted) > MOST_ROWS:
        raise _too_many()
    found = Refund.objects.filter(reference__in=wanted).order_by("decide_by", "id")
    if found.count() != len(wanted):
        raise BadInput(_("One of these numbers is not a refund's. Nothing was opened."), "refund_not_found", "refunds")
    ids = _ids(found)
    sentence = ngettext("%d refund chosen by hand", "%d refunds chosen by hand", len(ids)) % len(ids)
    return ids, {"references": wanted}, sentence


def _ids(rows: QuerySet[Refund]) -> list[int]:
    ids = list(rows.values_list("pk", flat=True)[: MOST_ROWS + 1])
    if not ids:
        raise BadInput(_("No refund fits. Choose some first."), "nothing_chosen", "refunds")
    if len(ids) > MOST_ROWS:
        raise _too_many()
    return ids


def _too_many() -> BadInput:
    sentence = _("This is more than %d refunds, the most that one run takes. Narrow the filter.") % MOST_ROWS
    return BadInput(sentence, "too_many", "refunds")


def _open(actor: Actor, person: User, **fields: Any) -> BulkRun:
    doorbell.ring_after_commit(WORK_BULK_RUNS)
    return BulkRun.objects.create(
        reference=next_reference("BK", "bulk_reference"),
        person=person,
        requested_by=actor.key,
        requested_label=actor.label,
        **fields,
    )


def _add_rows(run: BulkRun, ids: Sequence[int]) -> None:
    BulkRow.objects.bulk_create(
        [BulkRow(run=run, number=number, refund_id=refund_id) for number, refund_id in enumerate(ids, start=1)],
        batch_size=500,
    )


def _ended(reference: str) -> BulkRun:
    run = BulkRun.objects.filter(reference=reference).first()
    if run is None:
        raise NotFound(_("There is no such run."), "bulk_run_not_found")
    if run.state not in (BulkRun.State.DONE, BulkRun.State.STOPPED):
        raise Conflict(_("This run has not ended yet."), "bulk_run_not_ended")
    return run
