"""The year's shape in a weekly series: what each week of the year is above or below the level around it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

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
    stiff = LEVEL_STIFFNESS * _bending(known)
    inner = penalty.shape[0]
    marks = np.zeros(inner)
    for _round in range(ROUNDS):
        weighted = seen * weights[:, None]
        whole = np.block([[np.diag(weights) + stiff, weighted], [weighted.T, seen.T @ weighted + penalty]])
        found = np.linalg.solve(whole, np.concatenate([weights * logs, weighted.T @ logs]))
        marks = found[known:]
        errors = logs - found[:known] - seen @ marks
        spread = 1.4826 * float(np.median(np.abs(errors))) + 1e-9
        weights = 1.0 / np.maximum(1.0, np.abs(errors) / (HUBER * spread))
    return waves @ marks


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
    second = np.diff(np.eye(weeks), n=2, axis=0)
    return second.T @ second
