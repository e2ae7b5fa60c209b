"""The rolling backtest: at each week of the past, choose a way, cut ranges, and see later what came.

Nothing of a later week is used at an earlier one: the way is chosen and the ranges are cut by what was known then. The
last row of it is the forecast of today.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from reporting.forecasting import ranges
from reporting.forecasting.candidates import BASELINE
from reporting.forecasting.ranges import LEVELS
from reporting.forecasting.scale import Numbers, Scale

JUDGED = 52
"""A way is chosen by what it did in so many weeks."""

BETTER = 0.97
"""Another way than the one before, or than the baseline, must do clearly better."""

MOST_TIMES = 10
"""No week is foreseen beyond so many times the largest one seen: errors that were rare are large in logarithms."""

SPARSE = 0.3
"""From this share of empty weeks on a range is cut from the weeks themselves: nothing follows anything."""


@dataclass(slots=True)
class Rolled:
    """Row t: seen when t weeks were known. Amounts are minor units; NaN where nothing could be foreseen."""

    likely: Numbers
    low: dict[int, Numbers]
    high: dict[int, Numbers]
    baseline: Numbers
    way: list[str] = field(default_factory=list)
    paths: Numbers = field(default_factory=lambda: np.zeros((0, 0)))


def roll_ranges(values: Numbers, foreseen: Mapping[str, Numbers], scale: Scale, first: int, together: int) -> Rolled:
    """Go through the past week by week; `foreseen` are the rolled logarithms of every way.

    `together` is how many weeks ahead the paths reach: each is a run of errors that was seen once.
    """
    count, horizon = values.size, next(iter(foreseen.values())).shape[1]
    logs = scale.there(values)
    empty = np.full((count + 1, horizon), np.nan)
    rolled = Rolled(
        empty.copy(), {level: empty.copy() for level in LEVELS}, {level: empty.copy() for level in LEVELS}, empty.copy()
    )
    rolled.way = [""] * (count + 1)
    tracker = ranges.Tracker(horizon)
    judged = {name: _Judged.of(ranges.errors_known(way, logs, count)) for name, way in foreseen.items()}
    current = ""
    for known in range(first, count + 1):
        _learn(tracker, rolled, values, known, horizon)
        current = _choose(judged, foreseen, known, current)
        rolled.way[known] = current
        rolled.baseline[known] = scale.back(foreseen[BASELINE][known])
        if _is_sparse(values[:known]):
            rolled.way[known] = "sparse"
            _cut_from_weeks(rolled, tracker, values[:known], known)
        else:
            _cut_from_errors(rolled, tracker, judged[current], foreseen[current][known], scale, values[:known], known)
    rolled.paths = _paths(rolled, judged, foreseen, scale, values, together)
    return rolled


def _paths(
    rolled: Rolled,
    judged: Mapping[str, _Judged],
    foreseen: Mapping[str, Numbers],
    scale: Scale,
    values: Numbers,
    together: int,
) -> Numbers:
    """Ways on which the weeks ahead may go together; most weeks being empty, stretches of the last year."""
    way, horizon = rolled.way[-1], rolled.likely.shape[1]
    if way == "sparse":
        lately = values[-52:]
        return np.array([np.roll(lately, start)[:horizon] for start in range(lately.size)])[:, :together]
    whole = judged[way].marks(values.size, values.size)[:, :together]
    whole = whole[~np.isnan(whole).any(axis=1)][-ranges.MEMORY :]
    ways = scale.back(foreseen[way][-1][None, :together] + judged[way].usual[values.size] * whole)
    return np.minimum(ways, MOST_TIMES * values.max())


def _learn(tracker: ranges.Tracker, rolled: Rolled, values: Numbers, known: int, horizon: int) -> None:
    """Look at the ranges that spoke of the week that became known last."""
    truth = values[known - 1]
    for ahead in range(horizon):
        row = known - 1 - ahead
        if row < 0:
            continue
        for level in LEVELS:
            low, high = rolled.low[level][row, ahead], rolled.high[level][row, ahead]
            if not np.isnan(low):
                tracker.learn(level, ahead, not low <= truth <= high)


@dataclass(frozen=True, slots=True)
class _Judged:
    """All errors of one way, and how much it usually erred when each was made; `usual` has one more for today."""

    errors: Numbers
    usual: Numbers

    @classmethod
    def of(cls, errors: Numbers) -> _Judged:
        return cls(errors, ranges.spreads(errors[:, 0]))

    def until(self, known: int, weeks: int) -> Numbers:
        """The errors of the newest weeks that could be judged when so many weeks were known."""
        rows = np.arange(max(0, known - weeks), known)
        target = rows[:, None] + np.arange(self.errors.shape[1])[None, :]
        return np.where(target < known, self.errors[rows], np.nan)

    def marks(self, known: int, weeks: int) -> Numbers:
        """The same, each divided by what was usual when the forecast was made."""
        return np.asarray(self.until(known, weeks) / self.usual[max(0, known - weeks) : known, None])


def _choose(judged: Mapping[str, _Judged], foreseen: Mapping[str, Numbers], known: int, current: str) -> str:
    """The way with the smallest error lately; at first the level."""
    marks: dict[str, float] = {}
    for name, way in judged.items():
        if np.isnan(foreseen[name][known]).any():
            continue
        mine = np.abs(way.until(known, JUDGED))
        told = mine[~np.isnan(mine)]
        if told.size >= 3 * ranges.LEAST_ERRORS:
            marks[name] = float(told.mean())
    if not marks:
        return "level" if not np.isnan(foreseen["level"][known]).any() else BASELINE
    best = min(marks, key=lambda name: marks[name])
    stays = current if current in marks else BASELINE
    return best if stays not in marks or marks[best] < BETTER * marks[stays] else stays


def _is_sparse(past: Numbers) -> bool:
    lately = past[-52:]
    return bool((lately == 0).mean() >= SPARSE)


def _cut_from_errors(
    rolled: Rolled, tracker: ranges.Tracker, way: _Judged, ahead_logs: Numbers, scale: Scale, past: Numbers, row: int
) -> None:
    marks, usual = way.marks(row, ranges.MEMORY), way.usual[row]
    empty = float((past[-52:] == 0).mean())
    most = MOST_TIMES * past.max()
    rolled.likely[row] = np.minimum(scale.back(ahead_logs), most)
    for ahead in range(ahead_logs.size):
        near = ranges.marks_near(marks, ahead)
        for level in LEVELS:
            out = tracker.left_out(level, ahead)
            one_sided = empty >= out / 2
            low, high = ranges.cut(near, 0.0 if one_sided else out / 2, 1 - (out if one_sided else out / 2))
            ends = np.minimum(scale.back(ahead_logs[ahead] + usual * np.array([low, high])), most)
            rolled.low[level][row, ahead] = 0.0 if one_sided else ends[0]
            rolled.high[level][row, ahead] = ends[1]
    _nest(rolled, row)


def _cut_from_weeks(rolled: Rolled, tracker: ranges.Tracker, past: Numbers, row: int) -> None:
    """Where most weeks are empty: the mean is what is likely over time, and the range is cut from the last year."""
    lately = past[-52:]
    ordered, horizon = np.sort(lately), rolled.likely.shape[1]
    rolled.likely[row] = np.median(lately)
    empty = float((lately == 0).mean())
    for level in LEVELS:
        for ahead in range(horizon):
            out = tracker.left_out(level, ahead)
            one_sided = empty >= out / 2
            low, high = ranges.cut_weeks(ordered, 0.0 if one_sided else out / 2, 1 - (out if one_sided else out / 2))
            rolled.low[level][row, ahead] = 0.0 if one_sided else low
            rolled.high[level][row, ahead] = high
    _nest(rolled, row)


def _nest(rolled: Rolled, row: int) -> None:
    """The 80 % range leads: the wider one holds it, the narrower one stays inside, and what is likely in that."""
    low, high = rolled.low, rolled.high
    low[95][row], high[95][row] = np.minimum(low[95][row], low[80][row]), np.maximum(high[95][row], high[80][row])
    low[50][row], high[50][row] = (edge.clip(low[80][row], high[80][row]) for edge in (low[50][row], high[50][row]))
    rolled.likely[row] = rolled.likely[row].clip(low[50][row], high[50][row])
