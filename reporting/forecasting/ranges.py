"""Ranges that cover what they promise: from the errors that the same way of forecasting made before, week by week.

Conformal: a range is cut from past errors, not from a formula. Each error is divided by how much the series erred
lately, and the cut moves when too many or too few weeks fell outside (adaptive conformal inference, Gibbs and Candes,
NeurIPS 2021), so that a shop that changes is still covered in the long run.

With few errors the quantile of what was seen is too near: the next week is one more draw. So the error of rank
ceil((n + 1) q) of n is taken (split conformal prediction; Vovk et al. 2005, Lei et al., JASA 2018), and where that rank
is beyond the largest one seen, the largest is moved outward as the tail of a normal distribution would go on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from math import ceil, floor
from statistics import NormalDist

import numpy as np

from reporting.forecasting.scale import Numbers

LEVELS = (50, 80, 95)
LEAST_ERRORS = 6
MEMORY = 104
"""Weeks of newest errors that a range is cut from."""

NEIGHBOURS = 1
"""Errors of so many weeks nearer and farther ahead lend their experience; they are not new draws."""

LEAST_SPREAD = 0.05
"""Nothing is taken to be foreseen nearer than by this share. In weeks of nothing no forecast errs, and an error divided
by that would be without measure once something happens.
"""

PACE = 0.03
RECENT = 26
FARTHEST = 1.6
"""The largest error is moved outward by this factor at most."""

_NORMAL = NormalDist()


@dataclass(slots=True)
class Tracker:
    """The share that each range leaves out, by how far ahead it looks, learnt as weeks become known."""

    horizon: int
    outside: dict[int, Numbers] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for level in LEVELS:
            self.outside[level] = np.full(self.horizon, 1 - level / 100)

    def learn(self, level: int, ahead: int, missed: bool) -> None:
        wanted = 1 - level / 100
        near = slice(max(0, ahead - 1), ahead + 2)
        moved = self.outside[level][near] + PACE * wanted * 5 * (wanted - float(missed))
        self.outside[level][near] = np.minimum(np.maximum(moved, 0.15 * wanted), min(0.9, 2.0 * wanted))

    def left_out(self, level: int, ahead: int) -> float:
        """The share to leave out now; a narrower range always leaves out clearly more than the wider one."""
        out, lead = float(self.outside[level][ahead]), float(self.outside[80][ahead])
        return {50: max(out, lead + 0.15), 80: out, 95: min(out, 0.6 * lead)}[level]


def spread(one_ahead: Numbers) -> float:
    """How much the newest forecasts for the following week erred."""
    errors = np.abs(one_ahead[~np.isnan(one_ahead)])[-RECENT:]
    if errors.size == 0:
        return 1.0
    weights = _weights(errors.size)
    usual = float((np.minimum(errors, 4 * float(np.median(errors)) + 1e-9) * weights).sum())
    return max(usual, LEAST_SPREAD)


@lru_cache(maxsize=RECENT + 1)
def _weights(count: int) -> Numbers:
    weights = 0.93 ** np.arange(count, dtype=float)[::-1]
    return np.asarray(weights / weights.sum())


def spreads(one_ahead: Numbers) -> Numbers:
    """The spread as it was known at each week, and after the last one."""
    return np.array([spread(one_ahead[max(0, row - RECENT) : row]) for row in range(one_ahead.size + 1)])


def errors_known(foreseen: Numbers, logs: Numbers, known: int) -> Numbers:
    """error[t, ahead] of each earlier forecast that week `known` - 1 allows to judge; others are not numbers."""
    horizon = foreseen.shape[1]
    target = np.arange(known)[:, None] + np.arange(horizon)[None, :]
    there = target < known
    truth = logs[np.minimum(target, logs.size - 1)]
    return np.where(there, truth - foreseen[:known], np.nan)


def marks_near(marks: Numbers, ahead: int) -> Numbers:
    """The newest errors of forecasts that looked about so far ahead, in order of size."""
    near = marks[:, max(0, ahead - NEIGHBOURS) : ahead + NEIGHBOURS + 1][-MEMORY:].ravel()
    return np.sort(near[~np.isnan(near)])


def cut(ordered: Numbers, low: float, high: float) -> tuple[float, float]:
    """The errors at two quantiles; far off where hardly any are known. `low` 0 has no lower end."""
    if ordered.size < LEAST_ERRORS:
        return -4.0, 4.0
    draws = ordered.size / (2 * NEIGHBOURS + 1)
    return (_upper(-ordered[::-1], 1 - low, draws) * -1 if low else float(ordered[0])), _upper(ordered, high, draws)


def cut_weeks(ordered: Numbers, low: float, high: float) -> tuple[float, float]:
    """The same of the weeks themselves, each of them one draw."""
    more = ordered.size + 1
    lower, upper = floor(more * low), ceil(more * high)
    return float(ordered[max(lower, 1) - 1]), float(ordered[min(upper, ordered.size) - 1])


def _upper(ordered: Numbers, share: float, draws: float) -> float:
    """The error that so large a share of the next ones does not pass, from so many independent draws."""
    rank = (draws + 1) * share / draws
    if rank <= 1:
        return float(ordered[max(0, ceil(rank * ordered.size) - 1)])
    farthest = float(ordered[-1])
    seen = max(draws / (draws + 1), 0.6)
    return farthest * min(FARTHEST, _NORMAL.inv_cdf(share) / _NORMAL.inv_cdf(seen)) if farthest > 0 else farthest
