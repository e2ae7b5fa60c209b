"""How much a rule has given away, and how much it still may: by the shop's own day and month."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, Sum

from customers import clock
from customers.shop_days import day_start, shop_day
from disputes.models import Appraisal, AutomaticRule


@dataclass(frozen=True, slots=True)
class Room:
    """Given away this day and month, and what is left until the nearer ceiling, in minor units."""

    day_minor: int
    month_minor: int
    left_minor: int


def room_of(rule: AutomaticRule) -> Room:
    """With the rule's row locked nobody else gives anything away meanwhile."""
    today = shop_day(clock.now())
    day, month = day_start(today), day_start(today.replace(day=1))
    sums = Appraisal.objects.filter(rule=rule, decided_at__gte=month).aggregate(
        month=Sum("given_minor", default=0), day=Sum("given_minor", filter=Q(decided_at__gte=day), default=0)
    )
    left = min(rule.per_day_minor - sums["day"], rule.per_month_minor - sums["month"])
    return Room(sums["day"], sums["month"], max(left, 0))
