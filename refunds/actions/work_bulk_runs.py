"""What a worker does with bulk runs: check their rows, then make the move on each, in the name of who confirmed.

A run is leased while it is worked on. Each row is moved and marked in one transaction, so that a worker that dies
leaves no row done and unmarked, and a second one at the same run does none twice.
"""

from __future__ import annotations

import time
from datetime import timedelta

import structlog
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from customers import clock
from customers.actors import API_KEY, Actor, acting
from customers.correlation import working_under
from customers.errors import NotAllowed, RecourseError
from customers.models import ApiKey, Refusal
from customers.refusals import keep_refusal
from refunds.actions.check_bulk_rows import check_rows
from refunds.bulk_moves import make_move
from refunds.models import BulkRow, BulkRun, Refund

LEASE_SECONDS = 60
ROWS_AT_ONCE = 50

State = BulkRun.State
log = structlog.get_logger(__name__)


def work_next_run(stop_at: float) -> bool:
    """Go on with the oldest run that has something to do, until `stop_at` (monotonic). False when there is none."""
    run = _lease()
    if run is None:
        return False
    try:
        with working_under(run.reference):
            _check(run, stop_at) if run.state == State.CHECKING else _work(run, stop_at)
    finally:
        BulkRun.objects.filter(pk=run.pk).update(leased_until=None)
    return True


def _lease() -> BulkRun | None:
    takable = Q(leased_until=None) | Q(leased_until__lt=Now())
    with transaction.atomic():
        run = (
            BulkRun.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(takable, state__in=BulkRun.WORKING)
            .order_by("created_at")
            .first()
        )
        if run is not None:
            _renew(run)
    return run and BulkRun.objects.select_related("person", "colleague").get(pk=run.pk)


def _renew(run: BulkRun) -> None:
    BulkRun.objects.filter(pk=run.pk).update(leased_until=Now() + timedelta(seconds=LEASE_SECONDS))


def _check(run: BulkRun, stop_at: float) -> None:
    while rows := list(run.rows.filter(state=BulkRow.State.UNCHECKED)[:ROWS_AT_ONCE]):
        if time.monotonic() >= stop_at or not _is_still(run, State.CHECKING):
            return
        check_rows(run, rows)
        _renew(run)
    _end(run, State.CHECKING)


def _work(run: BulkRun, stop_at: float) -> None:
    actor = _in_whose_name(run)
    while waiting := list(run.rows.filter(state=BulkRow.State.READY).values_list("pk", flat=True)[:ROWS_AT_ONCE]):
        for row_id in waiting:
            if time.monotonic() >= stop_at or not _is_still(run, State.RUNNING):
                return
            _work_row(run, row_id, actor)
        _renew(run)
    _end(run, State.RUNNING)


def _is_still(run: BulkRun, state: str) -> bool:
    """Somebody may have stopped it in the meantime."""
    return BulkRun.objects.filter(pk=run.pk, state=state).exists()


def _end(run: BulkRun, state: str) -> None:
    with transaction.atomic(), acting(Actor.system("worker")):
        now = BulkRun.objects.select_for_update().get(pk=run.pk)
        if now.state == state:
            now.finish_check() if state == State.CHECKING else now.finish()
            now.save()


def _in_whose_name(run: BulkRun) -> Actor:
    """The person or key that chose the rows, as they are now; a key that was revoked may do nothing more."""
    kind, _colon, name = run.requested_by.partition(":")
    key_is_gone = kind == API_KEY and not ApiKey.objects.filter(prefix=name, revoked=False).exists()
    return Actor(kind, name, run.requested_label, None if key_is_gone else run.person)


def _work_row(run: BulkRun, row_id: int, actor: Actor) -> None:
    try:
        with transaction.atomic():
            row = BulkRow.objects.select_for_update(skip_locked=True, of=("self",)).select_related("refund")
            taken = row.filter(pk=row_id, state=BulkRow.State.READY).first()
            if taken is not None:
                _move(run, taken, actor)
    except DatabaseError as trouble:
        log.exception("bulk.row_broke", run=run.reference, row=row_id)
        sentence = _("The database refused it (%s); nothing was changed.") % type(trouble).__name__
        ready = BulkRow.objects.filter(pk=row_id, state=BulkRow.State.READY)
        ready.update(state=BulkRow.State.FAILED, sentence=sentence, code="database", worked_at=clock.now())


def _move(run: BulkRun, row: BulkRow, actor: Actor) -> None:
    try:
        refund = make_move(run, row, actor)
    except RecourseError as refusal:
        row.state, row.sentence, row.code = BulkRow.State.FAILED, refusal.message[:500], refusal.code[:40]
        if isinstance(refusal, NotAllowed):
            _keep_refusal(run, row, actor, refusal)
    else:
        row.state, row.sentence, row.code = BulkRow.State.DONE, _what_came_of_it(run, refund), ""
    row.worked_at = clock.now()
    row.save(update_fields=["state", "sentence", "code", "worked_at"])


def _keep_refusal(run: BulkRun, row: BulkRow, actor: Actor, refusal: NotAllowed) -> None:
    """What a person may not do is in the audit, however many they tried it on at once."""
    keep_refusal(
        actor,
        door=Refusal.Door.API if actor.kind == API_KEY else Refusal.Door.PAGE,
        move=run.move,
        about=row.refund.reference,
        code=refusal.code,
        sentence=refusal.message,
    )


def _what_came_of_it(run: BulkRun, refund: Refund) -> str:
    if refund.assignee is not None and run.move == BulkRun.Move.HANDING_OVER:
        return _("Now the case of %s.") % refund.assignee.label
    if refund.state in (Refund.State.REQUESTED, Refund.State.UNDER_REVIEW):
        return _("Approved by you; a second person must approve as well.")
    return _("Now “%s”.") % refund.get_state_display()
