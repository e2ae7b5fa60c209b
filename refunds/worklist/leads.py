"""Filters that few rows fit lead: where one of them is set, only what it finds is looked at."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import QuerySet

from customers.models import User
from refunds.models import Refund
from refunds.worklist.filters import WorkFilter

FEW = 2000
SURELY_MORE = 5 * FEW
"""What the database's statistics say of frequent marks is near enough to the truth to spare the look for them."""
_LEADS = ("customer", "payment", "sku", "hint", "attention", "escalated", "appealed")
"""Each has an index of its own that finds its rows in no order."""
_MARKS = frozenset({"sku", "hint"})
"""Their index gathers everything that fits before it hands out the first row."""
_ENDED = frozenset({Refund.State.COMPLETED, Refund.State.REJECTED, Refund.State.CANCELED})


def few_that_fit(chosen: WorkFilter, person: User | None) -> list[int] | None:
    """Keys of everything that the leading filters find, or None where they find more than FEW, or none leads."""
    leading = WorkFilter({name: chosen.values[name] for name in _LEADS if name in chosen.values})
    if not leading.values and (not chosen.states or chosen.states & _ENDED):
        return None
    rows = _of_states(leading.rows(person), chosen).order_by().values_list("pk", flat=True)
    if _MARKS & leading.values.keys() and _expected(rows) > SURELY_MORE:
        return None
    found = list(rows[: FEW + 1])
    return found if len(found) <= FEW else None


def _expected(rows: QuerySet[Any, Any]) -> int:
    """How many rows the planner reckons with; nothing is read for that."""
    plan = json.loads(rows.explain(format="json"))[0]["Plan"]
    return int(plan["Plan Rows"])


def _of_states(rows: QuerySet[Refund], chosen: WorkFilter) -> QuerySet[Refund]:
    open_ones = chosen.states and not chosen.states & _ENDED
    return rows.filter(state__in=sorted(chosen.states)) if open_ones else rows
