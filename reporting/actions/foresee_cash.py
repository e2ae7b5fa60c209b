"""What each gateway account will need: its part of what its currency is foreseen to pay out and to take in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from customers.shop_days import Period
from reporting.foresight.accounts import Pair, Part, approved, read_parts, sum_of
from reporting.foresight.cash_days import quantile, weekly_quantiles
from reporting.models import CashOutlook, ForecastRun, SeriesForecast

PART_WEEKS = 26
"""The newest weeks by which an account's part is told."""

RESERVE_WEEKS = 4
RESERVE_SHARE = 0.95
SHARES = (0.1, 0.5, 0.9, 0.95)
Measure = SeriesForecast.Measure


def foresee_cash(run: ForecastRun) -> list[CashOutlook]:
    """Write an outlook for each account and currency through which anything moved lately."""
    period = Period(run.until_on - timedelta(weeks=PART_WEEKS), run.until_on - timedelta(days=1))
    series = {(one.measure, one.currency): one for one in run.series.all()}
    outlooks = [_outlook(run, pair, part, series) for pair, part in read_parts(period).items()]
    with transaction.atomic():  # what cannot be written breaks no transaction of the caller's
        return CashOutlook.objects.bulk_create(outlooks)


def _outlook(run: ForecastRun, pair: Pair, part: Part, series: dict[tuple[str, str], SeriesForecast]) -> CashOutlook:
    account, currency = pair
    outlook = CashOutlook(run=run, account=account, currency=currency, begins_on=run.until_on)
    outlook.waiting_minor = sum_of(approved(account, currency))
    outlook.sold_minor, outlook.fees_minor = part.sold, part.fees
    out = _together(series.get((Measure.REFUNDED, currency)), series.get((Measure.CHARGED_BACK, currency)))
    if not out:
        outlook.why_unknown = "too_few_weeks"
        return outlook
    coming = series.get((Measure.GROSS, currency))
    outlook.outflow = [[part.of_outflow(amount) for amount in path] for path in out]
    outlook.inflow = [[part.of_inflow(amount) for amount in path] for path in (coming.paths if coming else [])]
    outlook.weeks = _weeks(outlook.outflow, run.until_on)
    outlook.reserve_minor = _reserve(outlook.outflow)
    return outlook


def _together(refunded: SeriesForecast | None, charged_back: SeriesForecast | None) -> list[list[int]]:
    """Ways of refunds and of disputes, paired one by one; disputes that cannot be foreseen count as none."""
    if refunded is None or not refunded.paths:
        return []
    disputes = charged_back.paths if charged_back and charged_back.paths else [[0] * len(refunded.paths[0])]
    return [
        [amount + other for amount, other in zip(path, disputes[number % len(disputes)], strict=False)]
        for number, path in enumerate(refunded.paths)
    ]


def _weeks(outflow: list[list[int]], begins_on: date) -> list[dict[str, Any]]:
    told = []
    for week in range(len(outflow[0])):
        low80, likely, high80, high95 = weekly_quantiles(outflow, week, SHARES)
        monday = (begins_on + timedelta(weeks=week)).isoformat()
        told.append({"week": monday, "likely": likely, "low80": low80, "high80": high80, "high95": high95})
    return told


def _reserve(outflow: list[list[int]]) -> int:
    """What pays the worst of the next four weeks in 19 of 20 cases."""
    return quantile(sorted(max(path[:RESERVE_WEEKS]) for path in outflow), RESERVE_SHARE)
