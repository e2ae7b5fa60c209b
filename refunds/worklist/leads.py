"""Filters that few rows fit lead: where one of them is set, only what it finds is looked at."""

from __future__ import annotations

from django.db.models import QuerySet

from customers.models import User
from refunds.models import Refund
from refunds.worklist.filters import WorkFilter

FEW = 2000
_LEADS = ("customer", "payment", "sku", "hint", "attention", "escalated")
"""Each has an index of its own that finds its rows in no order."""
_ENDED = frozenset({Refund.State.COMPLETED, Refund.State.REJECTED, Refund.State.CANCELED})


def few_that_fit(chosen: WorkFilter, person: User | None) -> list[int] | None:
    """Keys of everything that the leading filters find, or None where they find more than FEW, or none leads."""
    leading = WorkFilter({name: chosen.values[name] for name in _LEADS if name in chosen.values})
    if not leading.values and (not chosen.states or chosen.states & _ENDED):
        return None
    rows = leading.rows(person)
    found = list(_of_states(rows, chosen).order_by().values_list("pk", flat=True)[: FEW + 1])
    return found if len(found) <= FEW else None


def _of_states(rows: QuerySet[Refund], chosen: WorkFilter) -> QuerySet[Refund]:
    open_ones = chosen.states and not chosen.states & _ENDED
    return rows.filter(state__in=sorted(chosen.states)) if open_ones else rows
