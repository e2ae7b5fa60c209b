"""Closing a period: prepared and told by a person, checked and frozen by a worker.

While it is being closed nothing can be booked into it any more; where a check is open it is a period like before again.
The two steps are apart so that the ledger is held for moments only, however much there is to count.
"""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from customers import clock, doorbell
from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict, NotFound
from customers.references import next_reference
from refunds import permissions
from refunds.actions.words import require_note
from reporting.closing import guard
from reporting.closing.checks import BY_CODE, OPEN, Result, run_checks
from reporting.closing.figures import checksum, one_moment
from reporting.closing.whole import read_all
from reporting.facts.count import count_figures
from reporting.facts.reopened import mark_late_payments
from reporting.models import CarriedOver, PeriodClosing
from reporting.periods import Period, shop_day

FINISH_CLOSINGS = "reporting.tasks.finish_closings"
LONGEST_DAYS = 366
LEASE_SECONDS = 1800
COUNTING_SECONDS = 20
"""What is marked to be summed up again is summed up before the days are closed for good."""
State = PeriodClosing.State

log = structlog.get_logger(__name__)


def prepare_closing(*, actor: Actor, first_on: date, last_on: date) -> PeriodClosing:
    """Begin to close a period: its checks can be seen, nothing is barred yet.

    Raises BadInput for days that are not over, out of order, of another period's, or that leave a gap behind it.
    """
    permissions.require(actor, permissions.CLOSE_PERIODS)
    _check_days(first_on, last_on)
    period = Period(first_on, last_on)
    try:
        with transaction.atomic(), acting(actor):
            return PeriodClosing.objects.create(
                reference=next_reference("CL", "closing_reference"),
                first_on=first_on,
                last_on=last_on,
                zone=settings.SHOP_TIME_ZONE,
                starts_at=period.start,
                ends_at=period.end,
                prepared_by=actor.key,
                prepared_label=actor.label,
            )
    except IntegrityError:
        raise Conflict(_("Some of these days are being closed already."), "period_taken", "first_on") from None


def carry_over(*, actor: Actor, reference: str, check: str, fingerprint: str, reason: str) -> CarriedOver:
    """Take what a check found open into the next period. It holds only while exactly that is open."""
    said = require_note(reason, "reason", 500)
    with transaction.atomic(), acting(actor):
        closing = lock_closing(reference)
        person = permissions.require(actor, permissions.CLOSE_PERIODS)
        _require(closing, State.OPEN)
        result = _result_of(closing, check)
        if result.fingerprint != fingerprint:
            raise Conflict(_("Something else is open now than you saw. Look again."), "open_changed")
        if result.state != OPEN:
            raise Conflict(_("Nothing is open here that could be carried over."), "nothing_open")
        return CarriedOver.objects.create(
            closing=closing,
            check_code=check,
            fingerprint=fingerprint,
            count=result.count,
            reason=said,
            person=person,
        )


def close_period(*, actor: Actor, reference: str) -> PeriodClosing:
    """Bar the period and have a worker check and freeze it.

    Waits for every booking that is under way, seconds at most; from then on the database refuses any in these days.
    """
    with transaction.atomic(), acting(actor):
        closing = lock_closing(reference)
        closing.closer = permissions.require(actor, permissions.CLOSE_PERIODS)
        _require(closing, State.OPEN)
        _require_next(closing.first_on)
        _hold_the_ledger()
        closing.begin()
        closing.save()
        doorbell.ring_after_commit(FINISH_CLOSINGS)
    return closing


def finish_next_closing() -> bool:
    """Check and freeze the period that waits longest; False when none does. Running twice at once is harmless."""
    closing = _lease()
    if closing is None:
        return False
    with acting(Actor.system("worker")):
        _count_payments(closing)
        count_figures(time.monotonic() + COUNTING_SECONDS)
        with one_moment():
            results = run_checks(closing)
            figures = read_all(closing.period, closing.zone)
        _end(closing, results, figures)
    return True


def lock_closing(reference: str) -> PeriodClosing:
    found = PeriodClosing.objects.select_for_update(of=("self",)).filter(reference=reference).first()
    if found is None:
        raise NotFound(_("There is no such period."), "closing_not_found")
    return found


def _lease() -> PeriodClosing | None:
    waiting = Q(leased_until=None) | Q(leased_until__lt=Now())
    with transaction.atomic():
        rows = PeriodClosing.objects.select_for_update(skip_locked=True, of=("self",)).filter(waiting)
        closing = rows.filter(state=State.CLOSING).order_by("id").first()
        if closing is not None:
            PeriodClosing.objects.filter(pk=closing.pk).update(leased_until=Now() + timedelta(seconds=LEASE_SECONDS))
    return PeriodClosing.objects.get(pk=closing.pk) if closing else None


def _count_payments(closing: PeriodClosing) -> None:
    """Draw the line behind the last payment that counts: one that is recorded later lands on a later day.

    It is drawn once, however often the counting is begun again.
    """
    with transaction.atomic():
        last = guard.hold_the_payments()
        undrawn = PeriodClosing.objects.filter(pk=closing.pk, state=State.CLOSING, last_payment=None)
        undrawn.update(last_payment=last)


def _end(seen: PeriodClosing, results: list[Result], figures: dict[str, Any]) -> None:
    with transaction.atomic():
        closing = lock_closing(seen.reference)
        if closing.state != State.CLOSING:
            return
        closing.checks = [result.values() for result in results]
        closing.leased_until = None
        if open_ones := [result.title for result in results if result.blocks]:
            closing.trouble = (_("It stays open. Not green: %s.") % ", ".join(open_ones))[:300]
            closing.last_payment = None
            closing.refuse()
        else:
            closing.figures = {**figures, "last_payment": closing.last_payment}
            closing.ledger_entry = figures["ledger_entry"]
            closing.checksum = checksum(closing.figures)
            closing.close()
        closing.save()
        mark_late_payments()
        log.info("period.counted", closing=closing.reference, state=closing.state)


def _result_of(closing: PeriodClosing, code: str) -> Result:
    check = BY_CODE.get(code)
    if check is None or check.firm:
        raise BadInput(_("This cannot be carried over; it has to be put right."), "firm_check", "check")
    return next(result for result in run_checks(closing) if result.code == code)


def _check_days(first_on: date, last_on: date) -> None:
    if last_on < first_on:
        raise BadInput(_("The last day lies before the first one."), "days_out_of_order", "last_on")
    if last_on >= shop_day(clock.now()):
        raise BadInput(_("This period is not over yet."), "period_runs", "last_on")
    if first_on.year < 1970 or (last_on - first_on).days >= LONGEST_DAYS:
        raise BadInput(_("A period is a year at most."), "period_too_long", "first_on")
    _require_next(first_on)


def _require_next(first_on: date) -> None:
    """Periods are closed one after the other: everything before a closed one is closed with it."""
    following = guard.first_open_day()
    if following is not None and first_on != following:
        raise BadInput(
            _("The period that is closed next begins on %s.") % following.isoformat(), "not_the_next_period", "first_on"
        )


def _require(closing: PeriodClosing, state: str) -> None:
    if closing.state != state:
        raise Conflict(_("This period is in another state: %s.") % closing.get_state_display(), "closing_moved_on")


def _hold_the_ledger() -> None:
    try:
        guard.hold_the_ledger()
    except OperationalError:
        raise Conflict(
            _("Too much is being booked at this moment. Nothing was changed; try again."), "ledger_busy"
        ) from None


def usual_period() -> tuple[date, date]:
    """What is closed next: the month behind what is closed, else the month before this one."""
    last_month = shop_day(clock.now()).replace(day=1) - timedelta(days=1)
    first_on = guard.first_open_day() or last_month.replace(day=1)
    month_end = (first_on.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first_on, max(min(month_end, last_month), first_on)
