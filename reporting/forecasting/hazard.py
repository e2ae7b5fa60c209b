"""Refunds, or debits of disputes, out of sales already made: what is still open and how likely it goes back at its age.

Chain of hazards: of the money that is still open when it is `a` weeks old, the share that goes back in that week.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reporting.forecasting.scale import Numbers

Marks = NDArray[np.bool_]

AGES = 26
"""Weeks followed after the sale; what goes back later counts with the last one."""

LONG, SHORT = 78, 20
"""Weeks of the newest experience that a hazard is learnt from; the short one follows a shop that changed."""

QUARTER_SHRINKAGE = 8.0


@dataclass(frozen=True, slots=True)
class Sales:
    """`sold[group, week]` and `back[group, week of sale, age in weeks]`, minor units of one currency.

    `quarter[week]` is the quarter of the year (0 to 3) of each week of sale, also of `horizon` weeks ahead.
    """

    sold: Numbers
    back: Numbers
    quarter: Numbers

    @property
    def weeks(self) -> int:
        return int(self.sold.shape[1])

    def since(self, begin: int) -> Sales:
        """What was sold from week `begin` on."""
        return Sales(self.sold[:, begin:], self.back[:, begin:], self.quarter[begin:])

    @property
    def total(self) -> Numbers:
        return np.asarray(self.sold.sum(axis=0))


@dataclass(frozen=True, slots=True)
class FromSales:
    """Minor units by week ahead: of the sales already made, and of those still to come."""

    made: Numbers
    to_come: Numbers


def expect(sales: Sales, known: int, coming: Numbers, window: int = LONG) -> FromSales:
    """What goes back in each week ahead, seen from the end of week `known` - 1; `coming` are the sales foreseen."""
    horizon = coming.size
    made, to_come = np.zeros(horizon), np.zeros(horizon)
    recent = slice(max(0, known - 13), known)
    sold_lately = sales.sold[:, recent].sum(axis=1)
    shares = sold_lately / sold_lately.sum() if sold_lately.sum() > 0 else np.full(len(sold_lately), 0.0)
    for group in range(sales.sold.shape[0]):
        sold, back = sales.sold[group, :known], sales.back[group, :known]
        seen = np.arange(known)[:, None] + np.arange(AGES)[None, :] < known
        went = np.where(seen, back, 0.0)
        still = _open(sold, went)
        hazards = _hazards(still, went, seen, window)
        quarters = _quarters(still, went, seen, hazards, sales.quarter[:known])
        made += _out_of(still, hazards, quarters, sales.quarter[:known], known, horizon)
        to_come += _out_of_coming(
            coming * shares[group], hazards, quarters, sales.quarter[known : known + horizon], horizon
        )
    return FromSales(made, to_come)


def _open(sold: Numbers, went: Numbers) -> Numbers:
    """What is open at the start of each age, and in the last column after all that is seen."""
    gone = np.concatenate([np.zeros((sold.size, 1)), np.cumsum(went, axis=1)], axis=1)
    return np.maximum(sold[:, None] - gone, 0.0)


def _hazards(still: Numbers, went: Numbers, seen: Marks, window: int) -> Numbers:
    lately = seen & (np.arange(still.shape[0])[:, None] + np.arange(AGES)[None, :] >= still.shape[0] - window)
    exposed = np.where(lately, still[:, :AGES], 0.0).sum(axis=0)
    gone = np.where(lately, went, 0.0).sum(axis=0)
    return np.divide(gone, exposed, out=np.zeros(AGES), where=exposed > 0).clip(0.0, 1.0)


def _quarters(still: Numbers, went: Numbers, seen: Marks, hazards: Numbers, quarter: Numbers) -> Numbers:
    """How much more, or less, than usual goes back of what was sold in each quarter; near 1 while little is known."""
    expected = np.where(seen, still[:, :AGES] * hazards[None, :], 0.0).sum(axis=1)
    gone = went.sum(axis=1)
    usual = expected.mean() * QUARTER_SHRINKAGE if expected.size else 0.0
    ratios = np.ones(4)
    for number in range(4):
        mine = quarter == number
        if mine.sum() and usual > 0:
            ratios[number] = (gone[mine].sum() + usual) / (expected[mine].sum() + usual)
    return ratios.clip(0.5, 2.0)


def _out_of(still: Numbers, hazards: Numbers, quarters: Numbers, quarter: Numbers, known: int, horizon: int) -> Numbers:
    first = max(0, known - AGES)
    ages = known - np.arange(first, known)
    left = still[np.arange(first, known), np.minimum(ages, AGES)].copy()
    more = quarters[quarter[first:known].astype(int)]
    out = np.zeros(horizon)
    for ahead in range(horizon):
        age = ages + ahead
        leaves = left * np.where(age < AGES, hazards[np.minimum(age, AGES - 1)] * more, 0.0).clip(0.0, 1.0)
        left -= leaves
        out[ahead] = leaves.sum()
    return out


def _out_of_coming(coming: Numbers, hazards: Numbers, quarters: Numbers, quarter: Numbers, horizon: int) -> Numbers:
    out = np.zeros(horizon)
    more = quarters[quarter.astype(int)]
    for week in range(horizon):
        left = coming[week]
        for ahead in range(week, horizon):
            leaves = left * min(1.0, hazards[min(ahead - week, AGES - 1)] * more[week])
            left -= leaves
            out[ahead] += leaves
    return out
