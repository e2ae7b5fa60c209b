"""How the assistant does: counts over the last thirty days. Read by index, over rows that live for ninety."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.db.models import Count, Q

from customers import clock
from refunds.models import AskedQuestion

DAYS = 30
Outcome = AskedQuestion.Outcome


class Figures(NamedTuple):
    """`answered` counts refusals of what is somebody else's too; `said_yes` and `said_no` are whether it helped."""

    asked: int
    answered: int
    handed_over: int
    unsure: int
    said_yes: int
    said_no: int


def figures() -> Figures:
    rows = AskedQuestion.objects.filter(created_at__gte=clock.now() - timedelta(days=DAYS))
    counted = rows.aggregate(
        asked=Count("pk"),
        answered=Count("pk", filter=Q(outcome__in=(Outcome.ANSWERED, Outcome.REFUSED))),
        handed_over=Count("pk", filter=Q(outcome=Outcome.HANDED_OVER)),
        unsure=Count("pk", filter=Q(outcome=Outcome.UNSURE)),
        said_yes=Count("pk", filter=Q(helped=True)),
        said_no=Count("pk", filter=Q(helped=False)),
    )
    return Figures(**counted)
