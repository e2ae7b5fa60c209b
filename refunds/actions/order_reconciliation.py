"""Having our books compared with those of a gateway account: now, on its schedule, or for days long ago."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from customers import clock, doorbell
from customers.actors import Actor, acting
from customers.errors import BadInput, Conflict
from customers.shop_days import day_start, shop_day
from refunds import permissions
from refunds.gateways.accounts import gateway_accounts, gateway_for_account
from refunds.gateways.base import Gateway
from refunds.models import ReconciliationRun

WORK_RECONCILIATIONS = "refunds.tasks.work_reconciliations"
EVERY = timedelta(hours=1)
OVERLAP = timedelta(days=1)
"""A look begins so long before the last one began: gateways show some things late."""
DEEP = timedelta(days=30)
"""Once a day a look reaches so far back: a refund may come back weeks after it was paid."""
LONGEST_BACKFILL_DAYS = 3 * 366

Kind = ReconciliationRun.Kind


def look_now(*, actor: Actor, account: str) -> ReconciliationRun:
    """Have an account looked at now. Raises Conflict while a look is under way."""
    permissions.require(actor, permissions.RECONCILE)
    gateway = gateway_for_account(account)
    now = clock.now()
    return _open(actor, gateway, Kind.LOOK, _looks_back_to(account, now), now)


def backfill(*, actor: Actor, account: str, first_on: date, last_on: date) -> ReconciliationRun:
    """Have the payments and refunds of these days read, in the shop's time zone. Raises BadInput or Conflict."""
    permissions.require(actor, permissions.RECONCILE)
    return order_backfill(actor, account, first_on, last_on)


def order_backfill(actor: Actor, account: str, first_on: date, last_on: date) -> ReconciliationRun:
    """The same for whoever runs commands on the machine."""
    gateway = gateway_for_account(account)
    if first_on > last_on:
        raise BadInput(_("The first day lies after the last."), "days_swapped", "first_on")
    if last_on > shop_day(clock.now()):
        raise BadInput(_("The last day lies in the future."), "day_in_future", "last_on")
    if (last_on - first_on).days >= LONGEST_BACKFILL_DAYS:
        raise BadInput(_("One backfill reads three years at most."), "too_many_days", "first_on")
    until = min(day_start(last_on + timedelta(days=1)), clock.now())
    return _open(actor, gateway, Kind.BACKFILL, day_start(first_on), until)


def open_scheduled_looks() -> int:
    """Open a look at every account that had none for an hour; return how many."""
    now, actor = clock.now(), Actor.system("reconciliation")
    opened = 0
    for gateway in gateway_accounts():
        looks = ReconciliationRun.objects.filter(gateway_account=gateway.account, kind=Kind.LOOK)
        if not looks.filter(created_at__gt=now - EVERY).exists():
            try:
                _open(actor, gateway, Kind.LOOK, _looks_back_to(gateway.account, now), now)
                opened += 1
            except Conflict:
                continue  # the one before is still under way
    return opened


def _looks_back_to(account: str, now: datetime) -> datetime:
    done = ReconciliationRun.objects.filter(
        gateway_account=account, kind=Kind.LOOK, state=ReconciliationRun.State.DONE
    ).order_by("-created_at", "-id")
    deep = [run for run in done[:50] if run.until - run.since >= DEEP - OVERLAP]
    if not deep or deep[0].created_at < now - timedelta(days=1):
        return now - DEEP
    return done[0].until - OVERLAP


def _open(actor: Actor, gateway: Gateway, kind: str, since: datetime, until: datetime) -> ReconciliationRun:
    run = ReconciliationRun(
        kind=kind,
        gateway=gateway.code,
        gateway_account=gateway.account,
        since=since,
        until=until,
        pulled_until=since,
        requested_by=actor.key,
        requested_label=actor.label[:200],
    )
    try:
        with transaction.atomic(), acting(actor):
            run.save()
            doorbell.ring_after_commit(WORK_RECONCILIATIONS)
    except IntegrityError:
        raise Conflict(
            _("%s is being looked at already. Wait until that has ended.") % gateway.account, "already_looking"
        ) from None
    return run
