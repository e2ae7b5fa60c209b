"""What a row of the list shows, read with a page at once and never row by row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery, prefetch_related_objects

from customers.looks import look_of
from refunds.models import Approval, PolicyDecision, Refund
from refunds.worklist.due import due_of
from refunds.worklist.why import may_wait, why_it_waits

_SHOWN = (
    "reference", "version", "state", "reason", "rail", "currency", "amount_minor", "attention", "plan", "risk_hints",
    "decide_by", "escalated_at", "appealed_at", "created_at",
    "customer__name", "customer__email",
    "payment__method", "payment__card_brand", "payment__card_last4", "payment__method_label",
    "assignee__first_name", "assignee__last_name", "assignee__email",
)  # fmt: skip
"""A page of rows reads no more of four wide tables than it shows."""


def rows_with_facts() -> QuerySet[Refund]:
    """Refunds with whose they are, what was paid, and whether somebody has approved.

    An approval is fetched row by row of the page: asked whether one exists, PostgreSQL may read all that there are.
    """
    approvals = Approval.objects.filter(refund=OuterRef("pk")).order_by()
    rows = Refund.objects.select_related("customer", "payment", "assignee").only(*_SHOWN)
    return rows.annotate(an_approval=Subquery(approvals.values("pk")[:1]))


def told(refunds: Sequence[Refund], now: datetime) -> list[dict[str, Any]]:
    """Each refund with its reason, its time and its hints, ready to be drawn; two queries, for those that wait."""
    decisions = Prefetch("decisions", PolicyDecision.objects.defer("facts"))
    prefetch_related_objects([refund for refund in refunds if may_wait(refund)], decisions, "rail_proposals")
    return [
        {
            "refund": refund,
            "why": why_it_waits(refund, refund.an_approval is not None),  # type: ignore[attr-defined]
            "due": due_of(refund, now),
            "hints": [look_of("hint", code) for code in refund.risk_hints],
        }
        for refund in refunds
    ]
