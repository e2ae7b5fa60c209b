"""The ways to forecast that compete: the baseline, levels, levels with a season, and what sales already made say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from reporting.forecasting import hazard, season
from reporting.forecasting.hazard import Sales
from reporting.forecasting.levels import Smoother
from reporting.forecasting.scale import Numbers, Scale

BASELINE = "naive"
YEAR_WEEKS = 52


def naive(logs: Numbers, horizon: int) -> Numbers:
    """The same week a year before; without a year, the last week again."""
    if logs.size < YEAR_WEEKS + 1:
        return np.full(horizon, logs[-1])
    return np.array([logs[logs.size + ahead - YEAR_WEEKS] for ahead in range(horizon)])


class Seasonal:
    """Take the year's shape off, smooth what is left, put the shape on again."""

    def __init__(self, sharp: bool, trend: bool) -> None:
        self.sharp, self._smoother = sharp, Smoother(trend)

    def ahead(self, logs: Numbers, shape: Numbers) -> Numbers:
        """Forecast as many weeks as the shape goes on behind the last one."""
        return self._smoother.ahead(logs - shape[: logs.size], shape.size - logs.size) + shape[logs.size :]


def plain_ways() -> dict[str, Smoother]:
    """What any series can be forecast with, the baseline not counted."""
    return {"level": Smoother(trend=False), "trend": Smoother(trend=True)}


def seasonal_ways() -> dict[str, Seasonal]:
    """What one of two years can be forecast with besides."""
    return {
        "season": Seasonal(sharp=False, trend=False),
        "season_trend": Seasonal(sharp=False, trend=True),
        "season_sharp": Seasonal(sharp=True, trend=False),
    }


def roll(logs: Numbers, first: int, horizon: int) -> dict[str, Numbers]:
    """Forecast from the end of each week on, from `first` known weeks to all of them.

    Row t holds what was foreseen when t weeks were known; rows before a way can be used are not numbers.
    """
    count = logs.size
    plain, seasonal = plain_ways(), seasonal_ways() if count >= season.LEAST_WEEKS else {}
    rolled = {name: np.full((count + 1, horizon), np.nan) for name in (BASELINE, *plain, *seasonal)}
    for known in range(first, count + 1):
        past = logs[:known]
        rolled[BASELINE][known] = naive(past, horizon)
        for name, smoother in plain.items():
            rolled[name][known] = smoother.ahead(past, horizon)
        if known >= season.LEAST_WEEKS and seasonal:
            shapes = {sharp: season.shape(past, horizon, sharp) for sharp in (False, True)}
            for name, way in seasonal.items():
                rolled[name][known] = way.ahead(past, shapes[way.sharp])
    return {**rolled, **_blends(rolled)}


def _blends(rolled: Mapping[str, Numbers]) -> dict[str, Numbers]:
    """Means of two ways that err differently."""
    found = {}
    if "season" in rolled:
        found["blend"] = (rolled["season"] + rolled["season_trend"] + rolled["season_sharp"]) / 3
    return found


@dataclass(frozen=True, slots=True)
class RolledSales:
    """Logarithms of what is foreseen, by way; and of the same, minor units from sales already made."""

    foreseen: dict[str, Numbers]
    made: dict[str, Numbers]


def roll_sales(sales: Sales, scale: Scale, coming: Numbers, first: int) -> RolledSales:
    """The same out of the sales, learnt from long experience and from short.

    `coming[t]` are the sales foreseen when t weeks were known.
    """
    told = RolledSales({}, {})
    for name, window in (("sales", hazard.LONG), ("sales_lately", hazard.SHORT)):
        foreseen, made = np.full(coming.shape, np.nan), np.zeros(coming.shape)
        for known in range(max(first, hazard.AGES // 2), sales.weeks + 1):
            expected = hazard.expect(sales, known, coming[known], window)
            foreseen[known], made[known] = scale.there(expected.made + expected.to_come), expected.made
        told.foreseen[name], told.made[name] = foreseen, made
    return told
