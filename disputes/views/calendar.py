"""The calendar of deadlines: four weeks, each day with what is to be answered here and what the gateways wait for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date

from customers import clock
from customers.shop_days import Period, shop_day
from disputes.inbox.days import Days, Due, due_within, named_rows
from disputes.models import Dispute
from refunds import permissions
from refunds.views.access import StaffRequest, staff_page

WEEKS = 4
OVERDUE_NAMED = 5
EARLIEST, LATEST = date(2000, 1, 8), date(2100, 1, 1)
_FILTERS = {"ours": "due", "theirs": "respond"}


@dataclass(frozen=True, slots=True)
class Share:
    """The part of a day that one deadline fills; `url` is the inbox with all of it."""

    whose: str
    due: Due
    url: str


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    is_today: bool
    is_past: bool
    shares: list[Share]


@staff_page(permissions.SEE_DISPUTES)
def calendar(request: StaffRequest) -> HttpResponse:
    """Show four weeks from the Monday of the asked day on; what is overdue stands above."""
    today = shop_day(clock.now())
    monday = _monday(_asked(request.GET.get("from", "")) or today)
    days = _days(monday, today)
    late = Dispute.objects.filter(state__in=Dispute.OURS, answer_by__lt=clock.now()).order_by("answer_by", "id")
    overdue = list(named_rows().filter(pk__in=late.values("pk")[: OVERDUE_NAMED + 1]).order_by("answer_by", "id"))
    context: dict[str, Any] = {
        "weeks": [days[start : start + 7] for start in range(0, len(days), 7)],
        "overdue": overdue[:OVERDUE_NAMED],
        "overdue_url": f"{reverse('disputes:inbox')}?tab=ours" if len(overdue) > OVERDUE_NAMED else "",
        "earlier": monday - timedelta(weeks=WEEKS) if monday > EARLIEST else None,
        "later": monday + timedelta(weeks=WEEKS) if monday < LATEST else None,
        "first": days[0].on,
        "last": days[-1].on,
        "is_empty": not any(day.shares for day in days),
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
    dates = [monday + timedelta(days=ahead) for ahead in range(WEEKS * 7)]
    found = due_within(Period(dates[0], dates[-1]))
    return [Day(on, is_today=on == today, is_past=on < today, shares=_shares(found, on)) for on in dates]


def _shares(found: Days, on: date) -> list[Share]:
    return [Share(whose, found[whose, on], _inbox_of(on, name)) for whose, name in _FILTERS.items()
            if (whose, on) in found]  # fmt: skip


def _inbox_of(on: date, name: str) -> str:
    asked = {"tab": "ours", f"{name}_from": on.isoformat(), f"{name}_to": on.isoformat()}
    return f"{reverse('disputes:inbox')}?{urlencode(asked)}"
