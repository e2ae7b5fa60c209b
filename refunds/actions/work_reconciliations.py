"""What a worker does with a comparison: ask about what is open, read the gateway's books part by part, ask the rest.

A run is leased while it is worked on, and every part that was read is written down: whoever takes it next goes on
from there. Reading a part twice changes nothing.
"""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from customers.correlation import working_under
from customers.errors import RecourseError
from refunds.actions.look_up_attempts import lease_due_attempts, look_up_attempts
from refunds.actions.reconcile_payments import take_payments
from refunds.actions.reconcile_refunds import OutOfTime, take_refunds
from refunds.gateways.accounts import gateway_for
from refunds.gateways.base import Gateway
from refunds.models import ReconciliationRun, RefundAttempt
from refunds.reconciliation_sockets import readers

LEASE_SECONDS = 60
PART_SECONDS = 5
"""How much longer than the round a part may take that was begun in it."""
SHORTEST_STEP_MINUTES = 15
TRIES = 6
RECONCILER = Actor.system("reconciliation")

State = ReconciliationRun.State
log = structlog.get_logger(__name__)


def work_next_reconciliation(stop_at: float) -> bool:
    """Go on with the run that waits longest, until `stop_at` (monotonic). False when none is due."""
    run = _lease()
    if run is None:
        return False
    with working_under(f"reconciliation-{run.pk}"):
        try:
            _work(run, stop_at)
        except RecourseError as trouble:
            _try_later(run.pk, str(trouble))
        except Exception as trouble:
            log.exception("reconciliation.broke", run=run.pk)
            _try_later(run.pk, type(trouble).__name__)
        finally:
            _change(run.pk, leased_until=None)
    return True


def _lease() -> ReconciliationRun | None:
    takable = Q(leased_until=None) | Q(leased_until__lt=Now())
    with transaction.atomic():
        run = (
            ReconciliationRun.objects.select_for_update(skip_locked=True)
            .filter(takable, state__in=ReconciliationRun.OPEN, due_at__lte=Now())
            .order_by("due_at")
            .first()
        )
        if run is not None:
            ReconciliationRun.objects.filter(pk=run.pk).update(leased_until=Now() + timedelta(seconds=LEASE_SECONDS))
    return run and ReconciliationRun.objects.get(pk=run.pk)


def _work(run: ReconciliationRun, stop_at: float) -> None:
    gateway = gateway_for(run.gateway, run.gateway_account)
    if run.state == State.WAITING:
        run = _begin(run)
    while run.asked < (run.to_ask or 0) and time.monotonic() < stop_at:
        run = _ask_some(run, stop_at)
    while run.asked >= (run.to_ask or 0) and run.pulled_until < run.until and time.monotonic() < stop_at:
        run = _read_part(run, gateway, stop_at + PART_SECONDS)
    is_read = run.asked >= (run.to_ask or 0) and run.pulled_until >= run.until
    if is_read and _ask_about_the_rest(run, gateway, stop_at):
        _finish(run.pk)


def _begin(run: ReconciliationRun) -> ReconciliationRun:
    """A look asks about everything open, whenever it would have been its turn; what is on its way is left alone."""
    to_ask = 0
    with transaction.atomic(), acting(RECONCILER):
        if run.kind == ReconciliationRun.Kind.LOOK:
            waiting = (RefundAttempt.State.UNKNOWN, *RefundAttempt.WAITING)
            due = RefundAttempt.objects.filter(gateway_account=run.gateway_account, next_check_at__isnull=False)
            to_ask = due.filter(state__in=waiting).update(next_check_at=Now())
        now = ReconciliationRun.objects.select_for_update().get(pk=run.pk)
        now.to_ask = to_ask
        now.begin()
        now.save()
    return now


def _ask_some(run: ReconciliationRun, stop_at: float) -> ReconciliationRun:
    attempts = lease_due_attempts(run.gateway_account)
    if not attempts:  # somebody else asked about the rest in the meantime
        return _change(run.pk, asked=run.to_ask or 0)
    asked = look_up_attempts(attempts, stop_at)
    open_still = RefundAttempt.objects.filter(
        pk__in=[attempt.pk for attempt in attempts], state__in=RefundAttempt.OPEN
    ).count()
    ended = len(attempts) - open_still
    return _change(run.pk, asked=run.asked + asked, ended=run.ended + ended)


def _read_part(run: ReconciliationRun, gateway: Gateway, deadline: float) -> ReconciliationRun:
    """Payments first: a refund that was found needs the payment that it is of."""
    since, until = run.pulled_until, run.step_from(run.pulled_until)
    tally: Counter[str] = Counter()
    try:
        take_payments(gateway, since, until, run, tally, deadline)
        if gateway.capabilities.lists_refunds:
            take_refunds(gateway, since, until, run, tally, deadline)
        for reader in readers():
            reader.read_listed(gateway, since, until, run, tally, deadline)
    except OutOfTime:
        return _read_less(run, tally)
    return _change(run.pk, pulled_until=until, tries=0, trouble="", **_added(run, tally))


def _ask_about_the_rest(run: ReconciliationRun, gateway: Gateway, stop_at: float) -> bool:
    """A look also asks about open cases of other kinds, whose payments are here by now. True when all were asked."""
    if run.kind != ReconciliationRun.Kind.LOOK:
        return True
    tally: Counter[str] = Counter()
    try:
        return all(reader.ask_about_open(gateway, run, tally, stop_at) for reader in readers())
    finally:
        _change(run.pk, **_added(run, tally))


def _read_less(run: ReconciliationRun, tally: Counter[str]) -> ReconciliationRun:
    if run.step_minutes <= SHORTEST_STEP_MINUTES:
        raise RecourseError(_("There is more in a quarter of an hour than can be read in one go."))
    return _change(run.pk, step_minutes=max(run.step_minutes // 2, SHORTEST_STEP_MINUTES), **_added(run, tally))


def _added(run: ReconciliationRun, tally: Counter[str]) -> dict[str, int]:
    return {name: getattr(run, name) + count for name, count in tally.items()}


def _finish(run_id: int) -> None:
    with transaction.atomic(), acting(RECONCILER):
        run = ReconciliationRun.objects.select_for_update().get(pk=run_id)
        run.finish()
        run.save()


def _try_later(run_id: int, why: str) -> None:
    with transaction.atomic(), acting(RECONCILER):
        run = ReconciliationRun.objects.select_for_update().get(pk=run_id)
        run.tries += 1
        run.trouble = why[:300]
        run.save()
        if run.tries >= TRIES:
            run.fail()
            run.save()
        else:
            ReconciliationRun.objects.filter(pk=run.pk).update(due_at=Now() + timedelta(seconds=10 * 2**run.tries))


def _change(run_id: int, **fields: object) -> ReconciliationRun:
    """How far it is; that is no history. The lease is taken anew with it."""
    leased = {"leased_until": Now() + timedelta(seconds=LEASE_SECONDS)} | fields
    ReconciliationRun.objects.filter(pk=run_id).update(**leased)
    return ReconciliationRun.objects.get(pk=run_id)
