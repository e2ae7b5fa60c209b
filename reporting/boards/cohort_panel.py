"""How much of a month's purchases went back, and how long after: one row for each month of purchase."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from reporting import chart_specs as draw
from reporting.boards import parts
from reporting.boards.links import list_behind
from reporting.boards.parts import Cell, Column, Panel, Table, share
from reporting.boards.sums import Sums
from reporting.boards.words import worded
from reporting.facts.cohorts import cohorts
from reporting.facts.slices import Slice
from reporting.periods import Period, last_months, month_after

MONTHS, AGES = 12, 6
"""Purchases of the last twelve months, and what went back in the month itself and the five after it, then later."""


def cohort_panel(sums: Sums) -> Panel:
    """Of all accounts and products, in the currency's own money: purchases are counted by month and currency alone."""
    months = last_months(sums.asked.period.last_on, MONTHS)
    sums = Sums(replace(sums.asked, converted=False))
    captured = sums.by("month", ["gross"], Slice(Period(months[0], sums.asked.period.last_on), {}))
    months = months[next((at for at, month in enumerate(months) if month in captured), 0) :]
    went_back = _went_back(months[0], sums)
    columns = [Column("month", _("Bought in"), parts.MONTH), Column("gross", _("Captured"), parts.MONEY)]
    columns += [Column(f"age_{age}", _age(age), parts.SHARE) for age in range(AGES)]
    columns += [Column("later", _("Later"), parts.SHARE), Column("all", _("Together"), parts.SHARE)]
    rows, values = [], []
    for month in months:
        gross = captured.get(month, {}).get("gross", 0)
        ages = [_of_age(went_back, month, age) for age in range(AGES)]
        later = sum(value for (bought, age), value in went_back.items() if bought == month and age >= AGES)
        running = _age_of(month, _this_month(sums))
        cells = [Cell(share(value, gross) if age <= running else None) for age, value in enumerate(ages)]
        together = share(sum(ages) + later, gross)
        rows.append(
            [
                Cell(month),
                Cell(gross, _purchases(sums, month)),
                *cells,
                Cell(share(later, gross) if running >= AGES else None),
                Cell(together),
            ]
        )
        values += _values(month, cells)
    table = Table("cohorts", _("By month of purchase"), columns, rows[::-1])
    text = _(
        "Of what was captured in a month, how much went back in that month and in each one after. No filter narrows it."
    )
    spec = draw.heat(values, [_age(age) for age in range(AGES)], [worded(m, parts.MONTH, "") for m in months])
    return Panel(table, text, draw.both("cohorts", spec, wide=True) if captured else {}, wide=True)


def _purchases(sums: Sums, month: date) -> str:
    return list_behind("gross", sums.own(Slice(Period(month, month_after(month) - timedelta(days=1)), {})))


def _this_month(sums: Sums) -> date:
    return sums.asked.today.replace(day=1)


def _went_back(first: date, sums: Sums) -> dict[tuple[date, int], int]:
    found: dict[tuple[date, int], int] = {}
    for row in cohorts(Period(first, sums.asked.today), [sums.currency]):
        key = row.captured_month, max(row.months_since, 0)
        found[key] = found.get(key, 0) + row.refunded - row.came_back
    return found


def _of_age(went_back: dict[tuple[date, int], int], month: date, age: int) -> int:
    return went_back.get((month, age), 0)


def _age_of(bought: date, month: date) -> int:
    return (month.year - bought.year) * 12 + month.month - bought.month


def _age(age: int) -> str:
    return _("Same month") if age == 0 else _("+%d") % age


def _values(month: date, cells: list[Cell]) -> list[dict[str, Any]]:
    named = worded(month, parts.MONTH, "")
    return [
        {
            "name": named, "at": _age(age), "value": cell.value, "said": worded(cell.value, parts.SHARE, ""),
            "words": f"{named}, {_age(age)}: {worded(cell.value, parts.SHARE, '')}",
        }
        for age, cell in enumerate(cells) if cell.value is not None
    ]  # fmt: skip
