"""What is due on each day of the shop: how many, how much in each currency, and the few that are due first.

However many disputes there are, it is two questions and a bounded number of rows: the sums are walked on the indexes
of both deadlines, and only what is named is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F, QuerySet, Sum, Value
from django.db.models.functions import TruncDate

from customers.shop_days import Period, shop_zone
from disputes.models import Dispute

MOMENTS = {"ours": "answer_by", "theirs": "respond_by"}
NAMED = {"ours": 3, "theirs": 2}
"""So many of a day are named: what is due here is what somebody must do."""

_SHOWN = (
    "reference", "state", "currency", "amount_minor", "answer_by",
    "payment__customer__name", "payment__customer__email",
)  # fmt: skip


@dataclass(slots=True)
class Due:
    """What falls on one day by one of both deadlines. `sums` are minor units by currency, `first` what is named."""

    cases: int = 0
    sums: dict[str, int] = field(default_factory=dict)
    first: list[Dispute] = field(default_factory=list)
    keys: list[tuple[datetime, int]] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.cases - len(self.first)


Days = dict[tuple[str, date], Due]


def due_within(period: Period) -> Days:
    """What is due by whose deadline ("ours", "theirs") on which day; days without anything are left out."""
    days: Days = {}
    for whose, on, currency, cases, minor, moments, ids in _grouped(period):
        due = days.setdefault((whose, on), Due())
        due.cases += cases
        due.sums[currency] = int(minor)
        due.keys = sorted([*due.keys, *zip(moments, ids, strict=True)])[: NAMED[whose]]
    named = named_disputes([pk for due in days.values() for _moment, pk in due.keys])
    for due in days.values():
        due.first = [named[pk] for _moment, pk in due.keys if pk in named]
    return days


def named_disputes(keys: Sequence[int]) -> dict[int, Dispute]:
    return named_rows().in_bulk(keys) if keys else {}


def named_rows() -> QuerySet[Dispute]:
    """Disputes with what a calendar tells of them."""
    return Dispute.objects.select_related("payment__customer").only(*_SHOWN)


def _grouped(period: Period) -> Iterable[tuple[Any, ...]]:
    """Per deadline, day and currency: how many, the sum, and the moments and keys of the first."""
    ours, theirs = (_by_day(whose, period) for whose in MOMENTS)
    return ours.union(theirs, all=True)


def _by_day(whose: str, period: Period) -> QuerySet[Dispute, Any]:
    moment, most = MOMENTS[whose], NAMED[whose]
    span = {f"{moment}__gte": period.start, f"{moment}__lt": period.end}
    order = (moment, "id")
    return (
        Dispute.objects.filter(state__in=Dispute.OURS, **span)
        .order_by()
        .annotate(whose=Value(whose), on=TruncDate(moment, tzinfo=shop_zone()))
        .values("whose", "on", "currency")
        .annotate(cases=Count("id"), minor=Sum("amount_minor"))
        .annotate(moments=ArrayAgg(moment, order_by=order), ids=ArrayAgg("id", order_by=order))
        .annotate(at=F("moments")[:most], first=F("ids")[:most])
        .values_list("whose", "on", "currency", "cases", "minor", "at", "first")
    )
