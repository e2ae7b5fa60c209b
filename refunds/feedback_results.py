"""What customers said of how it was: by reason, by person, by month. Under five answers no figure is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from customers.models import User
from customers.shop_days import day_start, shop_day, shop_zone
from refunds.models import Feedback, Refund

LEAST = 5
"""Fewer say more about the one customer than about the house."""
LINES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Share:
    """What the answers of one kind come to; the counts are None where they are too few to say."""

    label: str
    answers: int | None = None
    good: int | None = None
    mixed: int | None = None
    bad: int | None = None

    @property
    def good_percent(self) -> int | None:
        return round(100 * self.good / self.answers) if self.answers and self.good is not None else None


@dataclass(frozen=True, slots=True)
class Results:
    total: Share
    by_reason: list[Share]
    by_person: list[Share]
    by_month: list[Share]


def feedback_since(months: int, now: datetime) -> QuerySet[Feedback]:
    """The answers of this month of the shop and those before it, so many in all."""
    today = shop_day(now)
    first = today.year * 12 + today.month - months
    return Feedback.objects.filter(given_at__gte=day_start(date(first // 12, first % 12 + 1, 1)))


def results_of(given: QuerySet[Feedback]) -> Results:
    """Count the answers, in four queries."""
    months = given.annotate(month=TruncMonth("given_at", tzinfo=shop_zone()))
    people = {person.pk: person.label for person in User.objects.filter(feedback_on__in=given).distinct()}
    return Results(
        _share(_("All"), given.aggregate(**_COUNTS)),
        _shares(given, "reason", lambda reason: str(Refund.Reason(reason).label)),
        _shares(given, "decided_by", lambda pk: people.get(pk) or _("The policy alone")),
        _shares(months, "month", lambda month: f"{month:%Y-%m}"),
    )


def newest_lines(given: QuerySet[Feedback]) -> QuerySet[Feedback]:
    """What customers wrote lately."""
    return given.exclude(words="").select_related("refund").order_by("-given_at", "-id")[:LINES_SHOWN]


_COUNTS = {
    "answers": Count("id"),
    **{answer: Count("id", filter=Q(answer=answer)) for answer in Feedback.Answer.values},
}


def _shares(given: QuerySet[Any], by: str, label: Callable[[Any], str]) -> list[Share]:
    rows = given.order_by().values(by).annotate(**_COUNTS)
    named = sorted((label(row[by]), row) for row in rows) if by == "month" else _most_first(rows, by, label)
    return [_share(name, row) for name, row in named]


def _most_first(rows: Any, by: str, label: Callable[[Any], str]) -> list[tuple[str, Any]]:
    return sorted(((label(row[by]), row) for row in rows), key=lambda named: (-named[1]["answers"], named[0]))


def _share(label: str, row: dict[str, Any]) -> Share:
    if row["answers"] < LEAST:
        return Share(label)
    return Share(label, row["answers"], *(row[answer] for answer in ("good", "mixed", "bad")))
