"""Asking for a new forecast. A worker makes it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from customers import clock, doorbell
from customers.actors import Actor, acting
from customers.shop_days import shop_day
from refunds import permissions
from reporting.models import ForecastRun

MAKE_FORECASTS = "reporting.tasks.make_forecasts"
CALENDAR = Actor.system("forecast")
KEEP_RUNS = 60


def order_forecast(*, actor: Actor) -> ForecastRun:
    """Order a forecast from all whole weeks up to now; one that waits already is the same one."""
    permissions.require(actor, permissions.REPORT)
    return _order(actor)


def order_daily_forecast() -> ForecastRun | None:
    """Order one where none was tried today; the oldest are forgotten. Called by the calendar."""
    newest = ForecastRun.objects.order_by("-created_at", "-id").first()
    if newest is not None and shop_day(newest.created_at) >= shop_day(clock.now()):
        return None
    kept = ForecastRun.objects.order_by("-created_at", "-id").values("pk")[:KEEP_RUNS]
    ForecastRun.objects.exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
    return _order(CALENDAR)


def this_monday() -> date:
    """The first day of the week that runs: it is not whole and counts for nothing yet."""
    today = shop_day(clock.now())
    return today - timedelta(days=today.weekday())


def _order(actor: Actor) -> ForecastRun:
    with transaction.atomic(), acting(actor):
        run = ForecastRun.objects.filter(state=ForecastRun.State.QUEUED).first()
        if run is None:
            run, _created = ForecastRun.objects.get_or_create(
                state=ForecastRun.State.QUEUED,
                defaults={
                    "until_on": this_monday(), "requested_by": actor.key, "requested_label": actor.label,
                },
            )  # fmt: skip
        doorbell.ring_after_commit(MAKE_FORECASTS)
    return run
