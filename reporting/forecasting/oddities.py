"""Weeks that no forecast expected, and which part of the business moved them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from reporting.forecasting.rolling import Rolled
from reporting.forecasting.scale import Numbers

LOOKED_BACK = 13
USUAL_WEEKS = 8
PARTS_SHOWN = 3
LEAST_SHARE = 0.2
"""A part that explains less of the difference than this is not named."""


@dataclass(frozen=True, slots=True)
class Part:
    """A value of a side (reason, product, country, account): what it was that week, and what it usually is."""

    side: str
    value: str
    found: int
    usual: int


@dataclass(frozen=True, slots=True)
class Oddity:
    at: int
    value: int
    low: int
    high: int


def find_oddities(values: Numbers, rolled: Rolled) -> list[Oddity]:
    """The newest weeks that lay outside the 95 % range foreseen a week before, newest first."""
    found = []
    for week in range(values.size - 1, max(0, values.size - LOOKED_BACK) - 1, -1):
        low, high = rolled.low[95][week, 0], rolled.high[95][week, 0]
        if not np.isnan(low) and not low <= values[week] <= high:
            found.append(Oddity(week, round(float(values[week])), round(float(low)), round(float(high))))
    return found


def explain(week: int, sides: Mapping[str, Mapping[str, Numbers]]) -> list[Part]:
    """The parts that moved most in the direction of the whole, the strongest first; `sides[side][value][week]`."""
    parts: list[tuple[float, Part]] = []
    for side, by_value in sides.items():
        moves = {value: _move(series, week) for value, series in by_value.items()}
        whole = sum(found - usual for found, usual in moves.values())
        if not whole:
            continue
        for value, (found, usual) in moves.items():
            share = (found - usual) / whole
            if share >= LEAST_SHARE and len(moves) > 1:
                parts.append((share, Part(side, value, round(found), round(usual))))
    parts.sort(key=lambda pair: -pair[0])
    return [part for _share, part in parts[:PARTS_SHOWN]]


def _move(series: Numbers, week: int) -> tuple[float, float]:
    before = series[max(0, week - USUAL_WEEKS) : week]
    return float(series[week]), float(np.median(before)) if before.size else 0.0
