"""In which order a list is walked. Every order has an index; what is due first exists only where somebody waits."""

from __future__ import annotations

from typing import NamedTuple

from refunds.models import Refund, SavedView
from refunds.worklist.filters import WorkFilter

Order = SavedView.Order


class Walk(NamedTuple):
    """The moment that rows are ordered by, the id behind it, and the direction."""

    moment: str
    descending: bool

    @property
    def fields(self) -> tuple[str, str]:
        sign = "-" if self.descending else ""
        return f"{sign}{self.moment}", f"{sign}id"


WALKS = {
    Order.DUE: Walk("decide_by", False),
    Order.NEWEST: Walk("created_at", True),
    Order.OLDEST: Walk("created_at", False),
}


def orders_for(chosen: WorkFilter) -> list[Order]:
    """The orders that this filter can be walked in, the fitting one first."""
    if waits(chosen) or chosen.values.get("attention") == "yes":
        return [Order.DUE, Order.NEWEST, Order.OLDEST]
    return [Order.NEWEST, Order.OLDEST]


def order_for(chosen: WorkFilter, asked: str = "") -> Order:
    """The order asked for where the filter can be walked in it, else the fitting one."""
    fitting = orders_for(chosen)
    return Order(asked) if asked in fitting else fitting[0]


def waits(chosen: WorkFilter) -> bool:
    """Whether all of these are undecided, which makes them few."""
    return bool(chosen.states) and chosen.states <= frozenset(Refund.WAITING)
