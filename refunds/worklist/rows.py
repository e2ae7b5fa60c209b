"""What a row of the list shows, read with a page at once and never row by row."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from customers.looks import look_of
from refunds.models import Approval, PolicyDecision, Refund
from refunds.worklist.due import due_of
from refunds.worklist.why import why_it_waits


def rows_with_facts() -> QuerySet[Refund]:
    """Refunds with what their rows tell: three queries for a page.

    An approval is fetched row by row of the page: asked whether one exists, PostgreSQL may read all that there are.
    """
    approvals = Approval.objects.filter(refund=OuterRef("pk")).order_by()
    return (
        Refund.objects.select_related("customer", "payment", "assignee")
        .annotate(an_approval=Subquery(approvals.values("pk")[:1]))
        .prefetch_related(Prefetch("decisions", PolicyDecision.objects.defer("facts")), "rail_proposals")
    )


def told(refunds: Iterable[Refund], now: datetime) -> list[dict[str, Any]]:
    """Each refund with its reason, its time and its hints, ready to be drawn."""
    return [
        {
            "refund": refund,
            "why": why_it_waits(refund, refund.an_approval is not None),  # type: ignore[attr-defined]
            "due": due_of(refund, now),
            "hints": [look_of("hint", code) for code in refund.risk_hints],
        }
        for refund in refunds
    ]
