"""The finance dashboard: what is shown, of which weeks and months, with its numbers beneath each drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.safestring import SafeString

from reporting import panels, queries
from reporting.charts import Spec
from reporting.panels import Panel
from reporting.periods import day_start, last_months, last_weeks, shop_day
from reporting.queries import MONTH, WEEK, Captured, PaidBack
from reporting.stats import Stat, four_week_stats

WEEKS, MONTHS = 26, 24


@dataclass(frozen=True, slots=True)
class CurrencyTab:
    label: str
    url: str
    current: bool
    count: None = None


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on the page for one currency; no currency means that the shop has no payments yet."""

    currency: str
    tabs: list[CurrencyTab]
    stats: list[Stat]
    panels: list[Panel]

    def specs(self) -> dict[str, Spec]:
        return {name: spec for panel in self.panels for name, spec in panel.specs.items()}

    def drawn(self, drawings: Mapping[str, SafeString]) -> list[dict[str, Any]]:
        """The panels with their drawings, wide one first."""
        return [panel.with_drawings(drawings) for panel in self.panels]


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of one currency by month and by week; no currency means that the shop has no payments yet."""

    currency: str = ""
    currencies: list[str] = field(default_factory=list)
    months: list[date] = field(default_factory=list)
    captured: Mapping[date, Captured] = field(default_factory=dict)
    paid_back: Mapping[date, PaidBack] = field(default_factory=dict)
    weekly: panels.Weekly | None = None


def read_figures(now: datetime, currency: str) -> Figures:
    """Read the last 26 weeks and 24 months of the shop, up to this moment."""
    months = last_months(shop_day(now), MONTHS)
    captured = queries.captured_by(MONTH, day_start(months[0]), now)
    paid_back = queries.paid_back_by(MONTH, day_start(months[0]), now)
    currencies = _by_weight(captured, paid_back)
    if not currencies:
        return Figures()
    currency = currency if currency in currencies else currencies[0]
    return Figures(
        currency, currencies, months, _of(captured, currency), _of(paid_back, currency), _read_weeks(now, currency)
    )


def read_dashboard(now: datetime, currency: str) -> Board:
    """Set the figures as the page shows them."""
    figures = read_figures(now, currency)
    weekly, currency = figures.weekly, figures.currency
    if weekly is None:
        return Board("", [], [], [])
    money = panels.money_panel(figures.months, figures.captured, figures.paid_back, currency)
    return Board(
        currency=currency,
        tabs=[CurrencyTab(code, f"?currency={code}", code == currency) for code in figures.currencies],
        stats=four_week_stats(weekly, currency),
        panels=[money, *panels.weekly_panels(weekly, currency)],
    )


def _read_weeks(now: datetime, currency: str) -> panels.Weekly:
    weeks = last_weeks(shop_day(now), WEEKS)
    start = day_start(weeks[0])
    return panels.Weekly(
        weeks=weeks,
        captured=_of(queries.captured_by(WEEK, start, now), currency),
        paid_back=_of(queries.paid_back_by(WEEK, start, now), currency),
        turnaround=queries.turnaround_by(WEEK, start, now, currency),
        decided=queries.decided_by(WEEK, start, now, currency),
        reasons=queries.paid_back_by_reason(start, now, currency),
        medians=queries.median_turnarounds(day_start(weeks[-9]), day_start(weeks[-5]), day_start(weeks[-1]), currency),
    )


def _by_weight(captured: Mapping[queries.Key, Captured], paid_back: Mapping[queries.Key, PaidBack]) -> list[str]:
    """The currencies, the one with most payments first."""
    counts: dict[str, int] = {currency: 0 for _bucket, currency in paid_back}
    for (_bucket, currency), bucket in captured.items():
        counts[currency] = counts.get(currency, 0) + bucket.count
    return sorted(counts, key=lambda currency: (-counts[currency], currency))


def _of(figures: Mapping[queries.Key, Any], currency: str) -> dict[date, Any]:
    return {bucket: value for (bucket, code), value in figures.items() if code == currency}
