"""Making a forecast: lease the run, then series by series, each kept as soon as it is found."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from customers.actors import Actor, acting
from reporting.actions.foresee_cash import foresee_cash
from reporting.actions.watch_cash import watch_cash
from reporting.foresight.cohorts import Triangle, keep_cohorts, read_triangle
from reporting.foresight.history import History, read_history, read_sides, waiting_minor
from reporting.models import ForecastBacktest, ForecastRun, SeriesForecast

if TYPE_CHECKING:
    from reporting.forecasting.foresee import Foreseen
    from reporting.forecasting.hazard import Sales

LEASE_SECONDS = 900
TRIES = 3
HORIZON = 13
ODD_WEEKS = 22
"""Weeks in which a strange one is looked for, and the usual ones before it."""

MOST_CURRENCIES = 20
MEASURES = (SeriesForecast.Measure.REFUNDED, SeriesForecast.Measure.CHARGED_BACK, SeriesForecast.Measure.GROSS)

log = structlog.get_logger(__name__)


def make_next_forecast() -> bool:
    """Make the forecast that waits; False when none does. Running twice at once is harmless."""
    run = _lease()
    if run is None:
        return False
    with acting(Actor.system("worker")):
        try:
            _make(run)
        except Exception as trouble:
            log.exception("forecast.not_made", run=run.pk, tries=run.tries, error=repr(trouble)[:300])
            _later_or_never(run)
            return run.tries < TRIES
    return True


def _lease() -> ForecastRun | None:
    free = Q(leased_until=None) | Q(leased_until__lt=Now())
    with transaction.atomic():
        run = (
            ForecastRun.objects.select_for_update(skip_locked=True).filter(free, state=ForecastRun.State.QUEUED).first()
        )
        if run is None:
            return None
        ForecastRun.objects.filter(pk=run.pk).update(
            leased_until=Now() + timedelta(seconds=LEASE_SECONDS), tries=F("tries") + 1, done_steps=0
        )
    return ForecastRun.objects.get(pk=run.pk)


def _make(run: ForecastRun) -> None:
    run.series.all().delete()
    run.cash.all().delete()
    history = read_history(run.until_on)
    currencies = sorted(history.series, key=lambda code: (-sum(history.series[code]["gross"]), code))[:MOST_CURRENCIES]
    _tell(run, 0, len(currencies) * len(MEASURES) + 1)
    _keep_cohorts(run, history, len(currencies) * len(MEASURES) + 1)
    done = 0
    for currency in currencies:
        for measure in MEASURES:
            _keep(run, history, measure, currency)
            done += 1
            _tell(run, done, len(currencies) * len(MEASURES) + 1)
    foresee_cash(run)
    run.refresh_from_db()
    run.done_steps = run.total_steps
    run.finish()
    run.save()
    watch_cash()
    log.info("forecast.made", run=run.pk, currencies=len(currencies), weeks=len(history.weeks))


def _keep_cohorts(run: ForecastRun, history: History, steps: int) -> None:
    """The first time this reads the whole past, and takes minutes in a large shop; later the newest week."""
    for measure in MEASURES if history.weeks else ():
        for _weeks in keep_cohorts(history, measure):
            _tell(run, 0, steps)


def _tell(run: ForecastRun, done: int, total: int) -> None:
    ForecastRun.objects.filter(pk=run.pk).update(
        done_steps=done, total_steps=total, leased_until=Now() + timedelta(seconds=LEASE_SECONDS)
    )


def _keep(run: ForecastRun, history: History, measure: str, currency: str) -> None:
    """Foresee one series and write down all that was found. statsmodels and the like are loaded here, in a worker."""
    import numpy as np

    from reporting.forecasting.foresee import foresee

    values = history.series[currency][measure]
    sales = None
    if measure != SeriesForecast.Measure.GROSS and any(values):
        sales = _sales(read_triangle(history, measure, currency), history)
    found = foresee(np.array(values, dtype=float), sales)
    with transaction.atomic():
        series = SeriesForecast.objects.create(
            run=run,
            measure=measure,
            currency=currency,
            grade=found.grade,
            way=found.way,
            first_week=history.weeks[0],
            values=values,
            ahead=_ahead(found, run.until_on),
            paths=found.paths,
            waiting_minor=waiting_minor(currency) if measure == SeriesForecast.Measure.REFUNDED else 0,
            changes=[
                {"week": _week(history, one.at), "before": round(one.before), "after": round(one.after)}
                for one in found.changes
            ],
            oddities=_oddities(found, history, measure, currency),
            notes=found.notes,
            covered80=found.covered80,
            mase=found.mase,
        )
        ForecastBacktest.objects.bulk_create(
            ForecastBacktest(
                series=series,
                weeks_ahead=test.weeks_ahead,
                judged=test.judged,
                inside50=test.inside[50],
                inside80=test.inside[80],
                inside95=test.inside[95],
                error_minor=test.error,
                naive_error_minor=test.naive_error,
            )
            for test in found.tests
        )


def _sales(triangle: Triangle, history: History) -> Sales:
    import numpy as np

    from reporting.forecasting.hazard import Sales

    first = history.weeks[0]
    weeks = [first + timedelta(weeks=number) for number in range(len(history.weeks) + HORIZON)]
    quarters = [(week.month - 1) // 3 for week in weeks]
    return Sales(
        np.array(triangle.sold, dtype=float), np.array(triangle.back, dtype=float), np.array(quarters, dtype=float)
    )


def _ahead(found: Foreseen, until_on: date) -> list[dict[str, Any]]:
    return [
        {
            "week": (until_on + timedelta(weeks=number)).isoformat(),
            "likely": week.likely,
            "baseline": week.baseline,
            "from_sales": week.from_sales,
            **{f"low{level}": low for level, low in week.low.items()},
            **{f"high{level}": high for level, high in week.high.items()},
        }
        for number, week in enumerate(found.ahead)
    ]


def _oddities(found: Foreseen, history: History, measure: str, currency: str) -> list[dict[str, Any]]:
    """The strange weeks, each with the parts of the business that moved it."""
    if not found.oddities:
        return []
    import numpy as np

    from reporting.forecasting.oddities import explain

    read_weeks = min(ODD_WEEKS, len(history.weeks))
    sides = {
        side: {value: np.array(series, dtype=float) for value, series in by_value.items()}
        for side, by_value in read_sides(history, measure, currency, read_weeks).items()
    }
    shift = len(history.weeks) - read_weeks
    return [
        {
            "week": _week(history, odd.at), "value": odd.value, "low": odd.low, "high": odd.high,
            "parts": [asdict(part) for part in explain(odd.at - shift, sides)],
        }
        for odd in found.oddities
    ]  # fmt: skip


def _week(history: History, number: int) -> str:
    return history.weeks[number].isoformat()


def _later_or_never(run: ForecastRun) -> None:
    run.refresh_from_db()
    if run.tries >= TRIES:
        run.fail(_("It went wrong three times. An operator finds the reason in the log."))
        run.save()
    else:
        ForecastRun.objects.filter(pk=run.pk).update(leased_until=None)
