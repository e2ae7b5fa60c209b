"""The panels of the dashboard: title, one sentence, drawing, and the same figures as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.money import exponent, format_money
from refunds.models import Refund
from reporting import chart_specs as draw
from reporting.charts import Spec
from reporting.queries import Captured, Decided, PaidBack, Turnaround

HALF, SMALL, WIDE, NARROW = (520, 230), (340, 220), (1180, 300), (340, 300)
NARROW_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Panel:
    """`specs` holds one drawing, or a wide and a narrow one of the same figures."""

    title: str
    text: str
    specs: dict[str, Spec]
    headers: list[str]
    rows: list[list[str]]
    wide: bool = False

    def with_drawings(self, drawings: Mapping[str, SafeString]) -> dict[str, Any]:
        return {
            "title": self.title,
            "text": self.text,
            "headers": self.headers,
            "rows": self.rows,
            "wide": self.wide,
            "svg": format_html_join("", "{}", ([drawings[name]] for name in self.specs)),
        }


@dataclass(frozen=True, slots=True)
class Weekly:
    """One currency's figures by the Monday of each week; a missing Monday means nothing happened."""

    weeks: list[date]
    captured: Mapping[date, Captured]
    paid_back: Mapping[date, PaidBack]
    turnaround: Mapping[date, Turnaround]
    decided: Mapping[date, Decided]
    reasons: list[tuple[str, PaidBack]]
    medians: list[timedelta | None] = field(default_factory=lambda: [None, None])


def money_panel(
    months: Sequence[date], captured: Mapping[date, Captured], paid_back: Mapping[date, PaidBack], currency: str
) -> Panel:
    """Gross, refunds and net by month."""
    names = (_("Gross"), _("Refunds"), _("Net"))
    values, rows = [], []
    for month in months:
        gross = captured.get(month, Captured()).amount_minor
        back = paid_back.get(month, PaidBack()).net_minor
        running = month == months[-1]
        values.append(
            {"at": month.isoformat(), "gross": gross, "refunds": back, "net": gross - back, "partial": running}
        )
        rows.append(
            [date_format(month, "F Y"), *(format_money(sum_, currency) for sum_ in (gross, back, gross - back))]
        )
    digits = exponent(currency)
    labels = _month_labels(months)
    shown = values[-NARROW_MONTHS:]
    return Panel(
        title=_("Gross, refunds, net by month"),
        text=_("Captured payments, what went back to customers, and what stays. In %s; the paler month still runs.")
        % currency,
        specs={
            "money-wide": draw.money_by_month(values, labels, names, digits, WIDE),
            "money-narrow": draw.money_by_month(
                shown, _month_labels(months[-NARROW_MONTHS:], 3), names, digits, NARROW
            ),
        },
        headers=[_("Month"), *names],
        rows=rows[::-1],
        wide=True,
    )


def weekly_panels(weekly: Weekly, currency: str) -> list[Panel]:
    """What finance asks about refunds, week by week."""
    return [
        _value(weekly, currency),
        _count(weekly),
        _rate(weekly),
        _turnaround(weekly),
        _approval(weekly),
        _reasons(weekly, currency),
    ]


def percent(part: int, whole: int) -> str:
    """Say a share with one digit: "4.2 %"; a dash where there is nothing to count."""
    return f"{number_format(Decimal(100 * part) / whole, 1)}\u202f%" if whole else "–"


def lasting(duration: timedelta | None) -> str:
    """Say how long something took: "35 min", "6.5 h", "2.1 days"."""
    if duration is None:
        return "–"
    minutes = round(duration.total_seconds()) // 60
    if minutes < 60:
        return _("%d min") % minutes
    if minutes < 48 * 60:
        return _("%s h") % number_format(Decimal(minutes) / 60, 1)
    return _("%s days") % number_format(Decimal(minutes) / 1440, 1)


def _value(weekly: Weekly, currency: str) -> Panel:
    back = [weekly.paid_back.get(week, PaidBack()) for week in weekly.weeks]
    axis = draw.money_axis(exponent(currency))
    spec = draw.bars(_bars(weekly, [b.net_minor for b in back]), _week_labels(weekly.weeks), axis, draw.GREEN, HALF)
    return Panel(
        title=_("Paid back by week"),
        text=_("From the ledger, less what came back. In %s.") % currency,
        specs=_both("value", spec),
        headers=[_("Week"), _("Paid back"), _("Came back"), _("Net")],
        rows=_rows(
            weekly,
            [[format_money(sum_, currency) for sum_ in (b.amount_minor, b.returned_minor, b.net_minor)] for b in back],
        ),
    )


def _count(weekly: Weekly) -> Panel:
    back = [weekly.paid_back.get(week, PaidBack()) for week in weekly.weeks]
    axis = "format(datum.value, ',d')"
    spec = draw.bars(_bars(weekly, [b.count for b in back]), _week_labels(weekly.weeks), axis, draw.BLUE, HALF)
    return Panel(
        title=_("Refunds by week"),
        text=_("How many were paid back."),
        specs=_both("count", spec),
        headers=[_("Week"), _("Paid back"), _("Came back")],
        rows=_rows(weekly, [[str(b.count), str(b.returned_count)] for b in back]),
    )


def _rate(weekly: Weekly) -> Panel:
    pairs = [
        (weekly.paid_back.get(week, PaidBack()).count, weekly.captured.get(week, Captured()).count)
        for week in weekly.weeks
    ]
    spec = draw.share_line(_shares(weekly, pairs), _week_labels(weekly.weeks), draw.RED, HALF, full=False)
    return Panel(
        title=_("Refund rate by week"),
        text=_("Refunds paid back for each hundred payments captured in the same week."),
        specs=_both("rate", spec),
        headers=[_("Week"), _("Refunds"), _("Payments"), _("Rate")],
        rows=_rows(weekly, [[str(part), str(whole), percent(part, whole)] for part, whole in pairs]),
    )


def _turnaround(weekly: Weekly) -> Panel:
    names = (_("Half within"), _("Nine of ten within"))
    lasted = [weekly.turnaround.get(week, Turnaround()) for week in weekly.weeks]
    values = [
        {"at": week.isoformat(), "series": name, "seconds": round(duration.total_seconds())}
        for week, took in zip(weekly.weeks, lasted, strict=True)
        for name, duration in zip(names, (took.median, took.p90), strict=True)
        if duration is not None
    ]
    days = any(took.p90 is not None and took.p90 > timedelta(days=3) for took in lasted)
    weeks = [week.isoformat() for week in weekly.weeks]
    spec = draw.turnaround_lines(values, weeks, _week_labels(weekly.weeks), names, days, HALF)
    return Panel(
        title=_("Turnaround by week"),
        text=_("From the request to the money leaving, by the week it left."),
        specs=_both("turnaround", spec),
        headers=[_("Week"), *names],
        rows=_rows(weekly, [[lasting(took.median), lasting(took.p90)] for took in lasted]),
    )


def _approval(weekly: Weekly) -> Panel:
    decided = [weekly.decided.get(week, Decided()) for week in weekly.weeks]
    pairs = [(d.approved, d.approved + d.rejected) for d in decided]
    spec = draw.share_line(_shares(weekly, pairs), _week_labels(weekly.weeks), draw.GREEN, HALF, full=True)
    return Panel(
        title=_("Approval rate by week"),
        text=_("Of the requests decided in the week, by people or by the policy."),
        specs=_both("approval", spec),
        headers=[_("Week"), _("Approved"), _("Rejected"), _("Rate")],
        rows=_rows(
            weekly, [[str(d.approved), str(d.rejected), percent(*p)] for d, p in zip(decided, pairs, strict=True)]
        ),
    )


def _reasons(weekly: Weekly, currency: str) -> Panel:
    words = dict(Refund.Reason.choices)
    named = [(str(words.get(reason, reason)), back) for reason, back in weekly.reasons]
    values = [{"name": name, "value": back.net_minor} for name, back in named]
    axis = draw.money_axis(exponent(currency))
    return Panel(
        title=_("What the refunds were for"),
        text=ngettext("The last %d week, in %s.", "The last %d weeks, in %s.", len(weekly.weeks))
        % (len(weekly.weeks), currency),
        specs=_both("reasons", draw.rows_of_bars(values, axis, draw.OCHRE, HALF)),
        headers=[_("Reason"), _("Refunds"), _("Net paid back")],
        rows=[[name, str(back.count), format_money(back.net_minor, currency)] for name, back in named],
    )


def _both(name: str, spec: Spec) -> dict[str, Spec]:
    """The drawing for wide screens, and the same one narrower, so that its words stay readable on a phone."""
    width, height = SMALL
    return {f"{name}-wide": spec, f"{name}-narrow": {**spec, "width": width, "height": height}}


def _bars(weekly: Weekly, figures: Sequence[int]) -> list[dict[str, Any]]:
    return [
        {"at": week.isoformat(), "value": figure, "partial": week == weekly.weeks[-1]}
        for week, figure in zip(weekly.weeks, figures, strict=True)
    ]


def _shares(weekly: Weekly, pairs: Sequence[tuple[int, int]]) -> list[dict[str, Any]]:
    return [
        {"at": week.isoformat(), "part": part, "whole": whole}
        for week, (part, whole) in zip(weekly.weeks, pairs, strict=True)
    ]


def _rows(weekly: Weekly, cells: Sequence[list[str]]) -> list[list[str]]:
    """Newest first."""
    return [[_week_name(week), *row] for week, row in zip(weekly.weeks, cells, strict=True)][::-1]


def _week_name(week: date) -> str:
    number = week.isocalendar()
    return _("%(year)d week %(week)d, from %(day)s") % {
        "year": number.year,
        "week": number.week,
        "day": date_format(week, "j M"),
    }


def _week_labels(weeks: Sequence[date]) -> dict[str, str | list[str]]:
    """Name a month at its first Monday."""
    return {week.isoformat(): date_format(week, "M") for week in weeks if week.day <= 7}


def _month_labels(months: Sequence[date], every: int = 1) -> dict[str, str | list[str]]:
    """Name every so many months, counted from the last, with the year below January and below the first."""
    chosen = [month for number, month in enumerate(reversed(months)) if number % every == 0][::-1]
    first_of_year = {month.year: month for month in reversed(chosen)}.values()
    return {
        month.isoformat(): [date_format(month, "M"), str(month.year)]
        if month in first_of_year
        else date_format(month, "M")
        for month in chosen
    }
