"""What is kept of a period at its closing: its figures, the months up to it, and the way to the gateways'."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from reporting.closing.figures import closing_of, read_figures, read_totals
from reporting.gap.bridge import bridges
from reporting.periods import Period, last_months, month_after

Figures = dict[str, Any]
MONTHS = 13


def read_all(period: Period, zone: str) -> Figures:
    return {**read_figures(period, zone), "months": _months(period), "bridges": bridges(period)}


def _months(period: Period) -> list[Figures]:
    """Gross, refunds and net of the months up to the period's last one; closed months as they were frozen."""
    rows = []
    for month in last_months(period.last_on, MONTHS):
        days = Period(month, min(month_after(month) - timedelta(days=1), period.last_on))
        closing = closing_of(days)
        for total in closing.figures["totals"] if closing else read_totals(days):
            rows.append(_month(month.isoformat(), total))
    moved = [row for row in rows if any(row[name] for name in row if name.endswith("_minor"))]
    return sorted(moved, key=lambda row: (row["currency"], row["month"]))


def _month(month: str, total: Figures) -> Figures:
    gross, refunded, returned = (total[name] for name in ("gross_minor", "refunded_minor", "came_back_minor"))
    return {
        "month": month,
        "currency": total["currency"],
        "gross_minor": gross,
        "refunded_minor": refunded,
        "came_back_minor": returned,
        "net_minor": gross - refunded + returned,
    }
