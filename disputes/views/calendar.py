"""The calendar of deadlines: four weeks, each day with what is to be answered here and what the gateways wait for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date

from customers import clock
from disputes.models import Dispute
from refunds import permissions
from refunds.views.access import StaffRequest, staff_page

WEEKS = 4
SHOWN = 6
MOST = 2000
EARLIEST, LATEST = date(2000, 1, 8), date(2100, 1, 1)


@dataclass(slots=True)
class Day:
    """`ours` are due here on that day, `theirs` at the gateway; `more` says how many are not named."""

    on: date
    is_today: bool
    is_past: bool
    ours: list[Dispute] = field(default_factory=list)
    theirs: list[Dispute] = field(default_factory=list)

    @property
    def shown(self) -> list[tuple[str, Dispute]]:
        named = [("ours", dispute) for dispute in self.ours] + [("theirs", dispute) for dispute in self.theirs]
        return named[:SHOWN]

    @property
    def more(self) -> int:
        return max(len(self.ours) + len(self.theirs) - SHOWN, 0)


@staff_page(permissions.SEE_DISPUTES)
def calendar(request: StaffRequest) -> HttpResponse:
    """Show four weeks from the Monday of the asked day on; what is overdue stands above."""
    today = timezone.localdate(clock.now())
    monday = _monday(_asked(request.GET.get("from", "")) or today)
    days = _days(monday, today)
    overdue = Dispute.objects.filter(state__in=Dispute.OURS, answer_by__lt=clock.now()).order_by("answer_by", "id")
    context: dict[str, Any] = {
        "weeks": [days[start : start + 7] for start in range(0, len(days), 7)],
        "overdue": list(overdue.select_related("payment__customer")[:SHOWN]),
        "earlier": monday - timedelta(weeks=WEEKS) if monday > EARLIEST else None,
        "later": monday + timedelta(weeks=WEEKS) if monday < LATEST else None,
        "first": days[0].on,
        "last": days[-1].on,
        "is_empty": not any(day.ours or day.theirs for day in days),
    }
    return render(request, "disputes/calendar.html", context)


def _asked(text: str) -> date | None:
    """The day in the address; anything that is none, or is out of reach, means today."""
    try:
        asked = parse_date(text[:10]) if text.isascii() else None
    except ValueError:
        return None
    return asked if asked and EARLIEST <= asked <= LATEST else None


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _days(monday: date, today: date) -> list[Day]:
    last = monday + timedelta(weeks=WEEKS)
    days = {
        on: Day(on, is_today=on == today, is_past=on < today)
        for on in (monday + timedelta(days=ahead) for ahead in range(WEEKS * 7))
    }
    for name, moment in (("ours", "answer_by"), ("theirs", "respond_by")):
        for on, disputes in _due(moment, _begins(monday), _begins(last)).items():
            setattr(days[on], name, disputes)
    return list(days.values())


def _due(moment: str, since: datetime, until: datetime) -> dict[date, list[Dispute]]:
    span = {f"{moment}__gte": since, f"{moment}__lt": until}
    rows = Dispute.objects.filter(state__in=Dispute.OURS, **span).order_by(moment, "id")
    found: dict[date, list[Dispute]] = defaultdict(list)
    for dispute in rows.select_related("payment__customer")[:MOST]:
        found[timezone.localtime(getattr(dispute, moment)).date()].append(dispute)
    return found


def _begins(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
