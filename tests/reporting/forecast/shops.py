"""Shops whose truth is known: made week by week from sales, the chance of a refund at each age, and what befell them.

Amounts are minor units. The same seed always makes the same shop.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from reporting.forecasting.hazard import AGES, Sales
from reporting.forecasting.scale import Numbers

YEAR = 52.1775
HORIZON = 13


@dataclass(frozen=True, slots=True)
class Shop:
    """`has_season`: its truth swings with the year, and it is old enough for that to be seen."""

    name: str
    sales: Sales
    refunds: Numbers
    has_season: bool = False
    is_knowable: bool = True


@dataclass(frozen=True, slots=True)
class Recipe:
    """`orders(week)` a week, `chance(week of sale)` of going back, `burst(week)` refunds that come on top."""

    weeks: int
    orders: Callable[[Numbers], Numbers]
    chance: Callable[[Numbers], Numbers] = lambda week: np.full(week.size, 0.08)
    burst: Callable[[Numbers], Numbers] = lambda week: np.ones(week.size)
    worth: float = 6_000
    has_season: bool = False
    is_knowable: bool = True


def wave(week: Numbers, size: float, phase: float = 0.0) -> Numbers:
    return np.exp(size * np.sin(2 * np.pi * (week / YEAR + phase)))


def holiday(week: Numbers, size: float, at: float = 47.5, width: float = 1.6) -> Numbers:
    place = week % YEAR
    return 1 + size * np.exp(-((place - at) ** 2) / (2 * width**2))


def level(of: float) -> Callable[[Numbers], Numbers]:
    return lambda week: np.full(week.size, float(of))


RECIPES: dict[str, Recipe] = {
    "seasonal": Recipe(182, lambda w: 400 * wave(w, 0.5), has_season=True),
    "seasonal and growing": Recipe(182, lambda w: 250 * wave(w, 0.4, 0.3) * np.exp(0.006 * w), has_season=True),
    "growing": Recipe(156, lambda w: 80 * np.exp(0.012 * w)),
    "shrinking": Recipe(156, lambda w: 600 * np.exp(-0.009 * w)),
    "sparse": Recipe(156, level(7)),
    "weekly tiny": Recipe(130, level(35)),
    "recall": Recipe(156, level(300), burst=lambda w: 1 + 5 * np.exp(-((w - 120).clip(0)) / 2.0) * (w >= 120)),
    "sale": Recipe(156, lambda w: 300 * (1 + 2.5 * ((w % 26) == 10) + 1.5 * ((w % 26) == 11))),
    "step": Recipe(156, level(300), chance=lambda w: np.where(w < 90, 0.06, 0.13)),
    "trend break": Recipe(156, lambda w: 200 * np.exp(0.008 * np.minimum(w, 85) - 0.006 * (w - 85).clip(0))),
    "holiday peak": Recipe(190, lambda w: 300 * holiday(w, 2.5), has_season=True),
    "summer closed": Recipe(182, lambda w: 300 * wave(w, 0.9, 0.5), has_season=True),
    "steady": Recipe(156, level(500)),
    "second currency": Recipe(182, lambda w: 60 * wave(w, 0.6, 0.25), worth=900_000, has_season=True),
    "new shop": Recipe(13, level(120), is_knowable=False),
    "constant zero": Recipe(120, level(50), chance=lambda w: np.zeros(w.size), is_knowable=False),
}


def make(name: str, seed: int = 1) -> Shop:
    """Two product groups: the first goes back early and often, the second late and seldom.

    The shop sold before its first week already, unless it is new; of those sales only the refunds are known.
    """
    recipe = RECIPES[name]
    rng = np.random.default_rng([seed, *name.encode()])
    before = AGES if recipe.is_knowable else 0
    week = np.arange(-before, recipe.weeks, dtype=float)
    drift = np.exp(np.cumsum(rng.normal(0, 0.02, week.size)))
    orders = np.maximum(recipe.orders(week) * drift * np.exp(rng.normal(0, 0.06, week.size)), 0)
    sold, back = np.zeros((2, week.size)), np.zeros((2, week.size, AGES))
    for group, (share, more, ages) in enumerate(((0.6, 1.2, _ages(1.5)), (0.4, 0.7, _ages(4.0)))):
        count = rng.poisson(orders * share)
        sold[group] = _amount(rng, count, recipe.worth)
        chance = (recipe.chance(week) * more).clip(0, 0.9)
        for age in range(AGES):
            leaves = rng.poisson(count * chance * ages[age] * recipe.burst(week + age))
            back[group, :, age] = _amount(rng, leaves, recipe.worth)
    refunds = np.zeros(week.size)
    for age in range(min(AGES, week.size)):
        refunds[age:] += back[:, : week.size - age, age].sum(axis=0)
    quarter = (np.arange(recipe.weeks + HORIZON) % YEAR // 13.05).clip(0, 3)
    sales = Sales(sold[:, before:], back[:, before:], quarter)
    return Shop(name, sales, refunds[before:], recipe.has_season, recipe.is_knowable)


def _ages(slow: float) -> Numbers:
    shares = np.exp(-((np.log(np.arange(AGES) + 0.7) - np.log(slow)) ** 2) / 0.9)
    return np.asarray(shares / shares.sum())


def _amount(rng: np.random.Generator, count: Numbers, worth: float) -> Numbers:
    """The sum of so many amounts with a long tail."""
    shape = 1.6
    return np.round(rng.gamma(np.maximum(count * shape, 1e-9), worth / shape) * (count > 0))
