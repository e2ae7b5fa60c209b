"""Tax: the report by country and rate, the lines behind each figure, and the summary for the One Stop Shop."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customers import clock, dates
from customers.errors import BadInput
from customers.sheets import Cell, as_csv
from refunds import permissions
from refunds.views.access import StaffRequest, staff_page
from reporting.closing.figures import frozen_or_read
from reporting.periods import shop_day
from reporting.tax import tables
from reporting.tax.asked import asked_quarter, asked_rate
from reporting.tax.beside import EVERY_KIND, beside_rows, lines_of
from reporting.tax.oss import due_on, oss_summary, quarter_name, quarter_of
from reporting.tax.parts import RULES
from reporting.tax.read import Key
from reporting.tax.sums import totals
from reporting.views.period_form import asked_period

LINES_SHOWN = 50
QUARTERS_OFFERED = 9


@require_safe
@staff_page(permissions.REPORT)
def tax(request: StaffRequest) -> HttpResponse:
    """Net, tax and gross by country and rate; frozen where these days are closed."""
    form = asked_period(request)
    figures, closing = frozen_or_read(form.period, settings.SHOP_TIME_ZONE)
    context = {
        "form": form,
        "period": form.period,
        "closing": closing,
        "rows": figures["tax"],
        "totals": totals(figures["tax"]),
        "beside": beside_rows(form.period.start, form.period.end),
        "query": days_query(form.period.first_on, form.period.last_on),
        "rules": RULES,
    }
    return render(request, "reporting/tax.html", context, status=200 if form.is_valid() else 400)


@require_safe
@staff_page(permissions.REPORT)
def tax_csv(request: StaffRequest) -> HttpResponse:
    period = asked_period(request).period
    figures, _closing = frozen_or_read(period, settings.SHOP_TIME_ZONE)
    return table(f"tax-{period.first_on}-{period.last_on}", tables.REPORT_COLUMNS, tables.report_rows(figures["tax"]))


@require_safe
@staff_page(permissions.REPORT)
def tax_lines(request: StaffRequest) -> HttpResponse:
    """What a figure is made of, page by page."""
    form = asked_period(request)
    period = form.period
    asked = asked_lines(request.GET)
    found = _lines(period.start, period.end, asked, _after(request))
    context = {
        "form": form,
        "period": period,
        "rows": found[:LINES_SHOWN],
        "asked": asked,
        "next_url": _next_url(request, found),
        "query": days_query(period.first_on, period.last_on),
        "rules": RULES,
    }
    return render(request, "reporting/tax_lines.html", context)


@require_safe
@staff_page(permissions.REPORT)
def tax_lines_csv(request: StaffRequest) -> HttpResponse:
    """Every part of everything in these days, streamed."""
    period = asked_period(request).period
    return table(f"tax-lines-{period.first_on}-{period.last_on}", tables.LINE_COLUMNS, tables.line_rows(period))


@require_safe
@staff_page(permissions.REPORT)
def oss(request: StaffRequest) -> HttpResponse:
    quarter = asked_quarter(request.GET.get("quarter", ""))
    summary = oss_summary(quarter)
    this = quarter_of(shop_day(clock.now())).first_on
    number = this.year * 4 + (this.month - 1) // 3
    offered = [date(n // 4, n % 4 * 3 + 1, 1) for n in range(number, number - QUARTERS_OFFERED, -1)]
    context = {
        "summary": summary,
        "query": days_query(quarter_of(quarter).first_on, quarter_of(quarter).last_on),
        "missing": ", ".join(_("%s on %s") % (rate.currency, dates.day(rate.day)) for rate in summary.missing),
        "period": quarter_of(quarter),
        "quarters": [quarter_name(one) for one in offered],
        "due_on": due_on(quarter),
        "runs": quarter == this,
    }
    return render(request, "reporting/tax_oss.html", context)


@require_safe
@staff_page(permissions.REPORT)
def oss_csv(request: StaffRequest) -> HttpResponse:
    summary = oss_summary(asked_quarter(request.GET.get("quarter", "")))
    return table(f"oss-{summary.name}", tables.OSS_COLUMNS, tables.oss_rows(summary))


def asked_lines(given: Any) -> dict[str, Any]:
    """Kind, country, rate and currency off an address; what is not named is any. Raises BadInput."""
    kind = given.get("kind", EVERY_KIND[0])
    if kind not in EVERY_KIND:
        raise BadInput(_("Choose sales, refunds or reversals."), "unknown_kind", "kind")
    return {
        "kind": kind,
        "country": given["country"][:2].upper() if "country" in given else None,
        "currency": given["currency"][:3].upper() if given.get("currency") else None,
        "any_rate": "rate" not in given,
        "rate": asked_rate(given.get("rate", "")),
    }


def days_query(first_on: date, last_on: date) -> str:
    return urlencode({"since": first_on.isoformat(), "until": last_on.isoformat()})


def table(name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> HttpResponse:
    """A CSV file that is written while it is sent."""
    answer = StreamingHttpResponse(
        as_csv(columns, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "private, no-store"},
    )
    return cast("HttpResponse", answer)


def _lines(start: datetime, end: datetime, asked: dict[str, Any], after: Key | None) -> list[dict[str, Any]]:
    """One more than a page shows. Each with those of its parts that were asked for."""
    everything = lines_of(asked["kind"], start, end, after=after, country=asked["country"], currency=asked["currency"])
    fitting = ({"line": one, "parts": _fitting(one.parts, asked)} for one in everything)
    return list(islice((row for row in fitting if row["parts"]), LINES_SHOWN + 1))


def _fitting(parts: Sequence[Any], asked: dict[str, Any]) -> list[Any]:
    return [part for part in parts if asked["any_rate"] or part.rate == asked["rate"]]


def _after(request: HttpRequest) -> Key | None:
    given = re.fullmatch(r"([0-9]{1,16})\.([0-9]{1,18})", request.GET.get("after", ""))
    if given is None:
        return None
    seconds, micros = divmod(int(given[1]), 1_000_000)
    if seconds > 32_503_680_000:
        return None
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros), int(given[2])


def _next_url(request: HttpRequest, found: list[dict[str, Any]]) -> str:
    if len(found) <= LINES_SHOWN:
        return ""
    at, number = found[LINES_SHOWN - 1]["line"].key
    micros = (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    kept = {name: value for name, value in request.GET.items() if name != "after"}
    return f"?{urlencode({**kept, 'after': f'{micros}.{number}'})}"
