"""The year's shape in a weekly series: what each week of the year is above or below the level around it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.linalg import solveh_banded

from reporting.forecasting.scale import Numbers

YEAR = 52.1775
"""Weeks in a year (365.2425 days)."""

LEAST_WEEKS = 104
"""Two whole years: with less, a season cannot be told from chance."""

WAVES = 6
LEVEL_STIFFNESS = 20_000.0
"""Second differences of the level are punished so that it bends over a year or more, not within one."""

WEEK_SHRINKAGE = 1.5
ROUNDS = 3
HUBER = 1.5


def shape(logs: Numbers, horizon: int, sharp: bool) -> Numbers:
    """Return the season of the weeks seen and of the `horizon` weeks after them, on the scale of `logs`.

    `sharp` gives every week of the year its own mark beside the waves, shrunk towards none: it catches a holiday that
    waves are too round for. Weeks far off their neighbours count less.
    """
    known = logs.size
    waves = _design(known + horizon, sharp)
    seen, penalty = waves[:known], _penalty(sharp)
    weights = np.ones(known)
    marks = np.zeros(penalty.shape[0])
    for _round in range(ROUNDS):
        level, marks = _solve(logs, seen, weights, penalty)
        errors = logs - level - seen @ marks
        spread = 1.4826 * float(np.median(np.abs(errors))) + 1e-9
        weights = 1.0 / np.maximum(1.0, np.abs(errors) / (HUBER * spread))
    return np.asarray(waves @ marks)


def _solve(logs: Numbers, seen: Numbers, weights: Numbers, penalty: Numbers) -> tuple[Numbers, Numbers]:
    """The level of each week and the marks of the season that fit best together.

    The level has as many unknowns as weeks, but each is tied to its neighbours only: its part is a band, and the marks
    are what is left when it is taken out (the Schur complement).
    """
    weighted = seen * weights[:, None]
    band = _bending(logs.size).copy()
    band[2] += weights
    solved = solveh_banded(band, np.column_stack([weights * logs, weighted]), check_finite=False)
    alone, tied = solved[:, 0], solved[:, 1:]
    marks = np.linalg.solve(seen.T @ weighted + penalty - weighted.T @ tied, weighted.T @ (logs - alone))
    return alone - tied @ marks, marks


@lru_cache(maxsize=8)
def _design(weeks: int, sharp: bool) -> Numbers:
    place = np.arange(weeks) / YEAR
    waves = [
        wave(2 * np.pi * number * place)
        for number in range(1, (WAVES if not sharp else 3) + 1)
        for wave in (np.sin, np.cos)
    ]
    columns = np.column_stack(waves)
    if not sharp:
        return columns
    week = np.floor(place % 1.0 * 52.0).astype(int)
    return np.column_stack([columns, np.eye(52)[np.minimum(week, 51)]])


def _penalty(sharp: bool) -> Numbers:
    """Fast waves must earn more than slow ones."""
    orders = np.repeat(np.arange(1, (WAVES if not sharp else 3) + 1), 2)
    gentle = 0.3 * orders.astype(float) ** 2
    return np.diag(np.concatenate([gentle, np.full(52, WEEK_SHRINKAGE)]) if sharp else gentle)


@lru_cache(maxsize=512)
def _bending(weeks: int) -> Numbers:
    """The punished second differences, as the upper band of their square."""
    band = np.zeros((3, weeks))
    for places, one in ((slice(0, -2), 1.0), (slice(1, -1), 4.0), (slice(2, None), 1.0)):
        band[2, places] += one
    band[1, 1:-1] -= 2.0
    band[1, 2:] -= 2.0
    band[0, 2:] += 1.0
    return LEVEL_STIFFNESS * band
