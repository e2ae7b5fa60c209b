"""How much a rule has given away, and how much it still may: by the shop's own day and month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, Sum

from customers import clock
from disputes.models import Appraisal, AutomaticRule


@dataclass(frozen=True, slots=True)
class Room:
    """Given away this day and month, and what is left until the nearer ceiling, in minor units."""

    day_minor: int
    month_minor: int
    left_minor: int


def room_of(rule: AutomaticRule) -> Room:
    """With the rule's row locked nobody else gives anything away meanwhile."""
    day = _begin_of_day(clock.now())
    month = day.replace(day=1)
    sums = Appraisal.objects.filter(rule=rule, decided_at__gte=month).aggregate(
        month=Sum("given_minor", default=0), day=Sum("given_minor", filter=Q(decided_at__gte=day), default=0)
    )
    left = min(rule.per_day_minor - sums["day"], rule.per_month_minor - sums["month"])
    return Room(sums["day"], sums["month"], max(left, 0))


def _begin_of_day(moment: datetime) -> datetime:
    local = moment.astimezone(ZoneInfo(settings.SHOP_TIME_ZONE))
    return local.replace(hour=0, minute=0, second=0, microsecond=0)
