"""One round over a shop's figures, in a process of its own: prints JSON of milliseconds, and a rebuild's seconds."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from customers.shop_days import Period, shop_day  # noqa: E402
from reporting.boards.answer import answer  # noqa: E402
from reporting.boards.asked import plain_question  # noqa: E402
from reporting.boards.discovery import all_dashboards, dashboard_named  # noqa: E402
from reporting.boards.presets import PRESETS  # noqa: E402
from reporting.customer_months.count import count_months  # noqa: E402
from reporting.facts.cohorts import cohorts  # noqa: E402
from reporting.facts.count import count_figures  # noqa: E402
from reporting.facts.movements import page  # noqa: E402
from reporting.facts.read import read  # noqa: E402
from reporting.facts.rebuild import rebuild  # noqa: E402
from reporting.facts.slices import Slice  # noqa: E402
from reporting.facts.state import known_state, may_be_read  # noqa: E402
from reporting.facts.turnaround import turnaround  # noqa: E402
from reporting.management.commands.rebuild_figures import LANES  # noqa: E402
from reporting.models import Figure, FigureMark  # noqa: E402
from reporting.networks.count import count_networks  # noqa: E402

WARM = 5
TODAY = shop_day(timezone.now())
TWO_YEARS = Period(TODAY - timedelta(days=729), TODAY)
LAST_90 = Period(TODAY - timedelta(days=89), TODAY)
IMPACT = ["gross", "discounts", "refunded", "came_back", "charged_back", "recovered", "fees", "net"]

RAW = """
    SELECT (e.posted_at AT TIME ZONE 'Europe/Berlin')::date, r.reason, l.currency, sum(-l.amount_minor), count(*)
    FROM refunds_journalentry e
    JOIN refunds_journalline l ON l.entry_id = e.id AND l.account NOT IN ('refunds_payable', 'refunds_granted')
    JOIN refunds_refund r ON r.id = e.refund_id
    WHERE e.kind = 'settle' GROUP BY 1, 2, 3
"""


def questions() -> dict[str, Callable[[], Any]]:
    whole, lately = Slice(TWO_YEARS), Slice(LAST_90)
    narrow = Slice(TWO_YEARS, {"country": ("DE", "AT"), "reason": ("damaged",), "method": ("card",)})
    return {
        "daily sums by reason, 24 months": lambda: read(whole, ["day", "reason"], ["refunded", "refunds"]),
        "revenue impact by month, and the year before": lambda: (
            read(whole, ["month"], IMPACT), read(whole.year_before(), ["month"], IMPACT),
        ),
        "trend by week and country, reason chosen": lambda: read(
            Slice(TWO_YEARS, {"reason": ("damaged", "fraud")}), ["week", "country"], ["refunded", "refunds"]
        ),
        "three filters, by month and channel": lambda: read(narrow, ["month", "channel"], ["refunded", "refunds"]),
        "three filters, by day, 90 days": lambda: read(narrow.within(LAST_90), ["day"], ["refunded", "refunds"]),
        "Pareto by product and reason, 90 days": lambda: read(lately, ["product", "reason"], ["refunded", "refunds"]),
        "Pareto by product and reason, 24 months": lambda: read(whole, ["product", "reason"], ["refunded"]),
        "people and accounts, 90 days": lambda: read(lately, ["person", "account"], ["approved", "rejected"]),
        "turnaround p50 and p90 by week": lambda: turnaround(TWO_YEARS, "whole", time="week"),
        "turnaround by person, 24 months": lambda: turnaround(TWO_YEARS, "whole", side="person"),
        "cohorts by month of purchase": lambda: cohorts(whole),
        "first page of the things behind a month": lambda: page(
            Slice(Period(TODAY - timedelta(days=60), TODAY - timedelta(days=31))), "refunded"
        ),
        **{f"dashboard of {name}, 12 months": _dashboard(name) for name in all_dashboards()},
        "dashboard of refunds, one country": _dashboard("refunds", country=("DE",)),
        "dashboard of causes, one account and reason": _dashboard("causes", account=("second",), reason=("damaged",)),
    }  # fmt: skip


def _dashboard(name: str, **where: tuple[str, ...]) -> Callable[[], Any]:
    """All its figures, tables and specifications, as the page has them before it draws."""
    plain = plain_question(TODAY)
    asked = replace(plain, slice=replace(plain.slice, where=where, period=PRESETS["twelve_months"].of(TODAY)))
    return lambda: answer(dashboard_named(name), asked)


def main() -> None:
    if not may_be_read(known_state()) or "--rebuild" in sys.argv:
        told: dict[str, Any] = {"rebuild_seconds": _rebuild()}
        count_months(time.monotonic() + 600)
        count_networks()
    else:
        told = {}
    reverse("reporting:dashboards")  # a process knows its addresses before it answers
    told["raw_ms"] = [_ms(_raw) for _ in range(2)]
    told["questions"] = {}
    for name, ask in questions().items():
        connection.close()  # cold: a new line, no plan of any statement
        connection.ensure_connection()
        cold = _ms(ask)
        told["questions"][name] = {"cold_ms": cold, "warm_ms": statistics.median(_ms(ask) for _ in range(WARM))}
    told["one_refund_ms"] = statistics.median(_one_refund() for _ in range(3))
    told["rows"] = Figure.objects.count()
    print(json.dumps(told))


def _rebuild() -> float:
    began = time.monotonic()
    for progress in rebuild(anew=True, lanes=LANES):
        if progress.done % 25 == 0:
            print(f"  {progress.done} of {progress.steps}, {time.monotonic() - began:.0f} s", file=sys.stderr)
    seconds = time.monotonic() - began
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE reporting_figure, reporting_turnaroundfigure")
    return seconds


def _raw() -> None:
    with connection.cursor() as cursor:
        cursor.execute(RAW)
        cursor.fetchall()


def _one_refund() -> float:
    """A refund of yesterday's middle, where the shop has a whole day: request, decision and settlement at once."""
    at = timezone.now() - timedelta(days=17)
    FigureMark.objects.bulk_create(FigureMark(source=source, at=at) for source in (2, 5, 6))
    return _ms(lambda: count_figures(time.monotonic() + 60))


def _ms(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
