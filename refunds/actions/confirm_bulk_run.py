"""A person's one word for many: begin the checked run, or stop it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from customers import doorbell
from customers.actors import Actor, acting
from customers.errors import Conflict, NotAllowed, NotFound
from refunds import permissions
from refunds.actions.draft_bulk_run import WORK_BULK_RUNS
from refunds.actions.words import require_note
from refunds.bulk_moves import BULK_MOVES
from refunds.models import BulkRow, BulkRun

State = BulkRun.State
REASON_LIMIT = 300


def confirm_bulk_run(*, actor: Actor, reference: str, reason: str) -> BulkRun:
    """Begin a checked run. Only who chose the rows may, so that roles and limits of the check are those of the act."""
    why = require_note(reason, "reason", REASON_LIMIT)
    with transaction.atomic(), acting(actor):
        run = _locked(reference)
        _require_own(actor, run)
        if run.state != State.CHECKED:
            raise Conflict(
                _("This run is “%s”; it can be begun once, after its check.") % run.get_state_display(),
                "already_moved",
            )
        if not run.rows.filter(state=BulkRow.State.READY).exists():
            raise Conflict(_("No row of this run can be done."), "nothing_to_do")
        run.reason = why
        run.begin()
        run.save()
        doorbell.ring_after_commit(WORK_BULK_RUNS)
    return run


def stop_bulk_run(*, actor: Actor, reference: str) -> BulkRun:
    """Stop a run: what is done stays done, the rest is left alone. Anybody who may run one may stop one."""
    with transaction.atomic(), acting(actor):
        run = _locked(reference)
        permissions.require(actor, permissions.BULK)
        if run.state in (State.DONE, State.STOPPED):
            raise Conflict(_("This run has ended already."), "already_moved")
        run.stop()
        run.save()
    return run


def _locked(reference: str) -> BulkRun:
    run = BulkRun.objects.select_for_update(of=("self",)).select_related("person").filter(reference=reference).first()
    if run is None:
        raise NotFound(_("There is no such run."), "bulk_run_not_found")
    return run


def _require_own(actor: Actor, run: BulkRun) -> None:
    person = permissions.require(actor, permissions.BULK)
    permissions.require(actor, BULK_MOVES[run.move].permission)
    if person.pk != run.person_id:
        raise NotAllowed(
            _("%s chose these refunds and must begin the run; you may check a selection of your own.")
            % run.person.label,
            "not_your_run",
        )
