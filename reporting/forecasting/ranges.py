"""Ranges that cover what they promise: from the errors that the same way of forecasting made before, week by week.

Conformal: a range is cut from past errors, not from a formula. Each error is divided by how much the series erred
lately, and the cut moves when too many or too few weeks fell outside (adaptive conformal inference, Gibbs and Candes,
NeurIPS 2021), so that a shop that changes is still covered in the long run.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from reporting.forecasting.scale import Numbers

LEVELS = (50, 80, 95)
LEAST_ERRORS = 6
MEMORY = 104
"""Weeks of newest errors that a range is cut from."""

NEIGHBOURS = 1
"""Errors of so many weeks nearer and farther ahead lend their experience."""

PACE = 0.03
RECENT = 26


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
        self.outside[level][near] = moved.clip(0.15 * wanted, min(0.9, 2.0 * wanted))

    def left_out(self, level: int, ahead: int) -> float:
        """The share to leave out now; a narrower range always leaves out clearly more than the wider one."""
        out, lead = float(self.outside[level][ahead]), float(self.outside[80][ahead])
        return {50: max(out, lead + 0.15), 80: out, 95: min(out, 0.6 * lead)}[level]


def spread(one_ahead: Numbers) -> float:
    """How much the newest forecasts for the following week erred."""
    errors = np.abs(one_ahead[~np.isnan(one_ahead)])[-RECENT:]
    if errors.size == 0:
        return 1.0
    weights = 0.93 ** np.arange(errors.size)[::-1]
    return float(np.average(np.minimum(errors, 4 * np.median(errors) + 1e-9), weights=weights)) + 1e-6


def errors_known(foreseen: Numbers, logs: Numbers, known: int) -> Numbers:
    """error[t, ahead] of each earlier forecast that week `known` - 1 allows to judge; others are not numbers."""
    horizon = foreseen.shape[1]
    target = np.arange(known)[:, None] + np.arange(horizon)[None, :]
    there = target < known
    truth = logs[np.minimum(target, logs.size - 1)]
    return np.where(there, truth - foreseen[:known], np.nan)


def scores(errors: Numbers) -> tuple[Numbers, float]:
    """The errors divided by what was usual when each forecast was made, and what is usual now."""
    first = errors[:, 0]
    usual = np.array([spread(first[max(0, row - RECENT) : row]) for row in range(errors.shape[0])])
    return errors / usual[:, None], spread(first)


def cut(values: Numbers, ahead: int, low: float, high: float) -> tuple[float, float]:
    """The errors at two quantiles, with the correction for small samples; too few errors give the largest seen."""
    near = values[:, max(0, ahead - NEIGHBOURS) : ahead + NEIGHBOURS + 1][-MEMORY:]
    mine = np.sort(near[~np.isnan(near)])
    if mine.size < LEAST_ERRORS:
        return -4.0, 4.0
    wider = 0.6 / (mine.size / (2 * NEIGHBOURS + 1) + 1)
    low, high = max(0.0, low - (1 - low) * wider) if low else 0.0, min(1.0, high + high * wider)
    return float(np.quantile(mine, low)), float(np.quantile(mine, high))
