"""How much of a month's purchases went back, and how long after: one row for each month of purchase."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from reporting import chart_specs as draw
from reporting.boards import parts
from reporting.boards.building import if_kept
from reporting.boards.links import list_behind
from reporting.boards.parts import Cell, Column, Panel, Table, share
from reporting.boards.sums import Sums
from reporting.boards.words import worded
from reporting.facts.cohorts import cohorts, months_between
from reporting.facts.slices import Slice
from reporting.periods import Period, last_months, month_after

MONTHS, AGES = 12, 6
"""Purchases of the last twelve months, and what went back in the month itself and the five after it, then later."""

OF_PURCHASES = ("account", "gateway", "method", "country", "channel", "product", "currency")
"""What is known of a purchase as well; reasons are those of refunds."""


def cohort_panel(sums: Sums) -> Panel:
    """In the currency's own money. A reason narrows what went back, and not what was captured."""
    own = replace(sums, asked=replace(sums.asked, converted=False))
    return if_kept("cohorts", _("By month of purchase"), lambda: _panel(own))


def _panel(sums: Sums) -> Panel:
    months = last_months(sums.asked.period.last_on, MONTHS)
    captured = sums.by("month", ["gross"], _purchases(sums, Period(months[0], sums.asked.period.last_on)))
    months = months[next((at for at, month in enumerate(months) if month in captured), 0) :]
    went_back = _went_back(months[0], sums)
    rows, values = [], []
    for month in months:
        gross = captured.get(month, {}).get("gross", 0)
        line, cells = _row(sums, month, gross, went_back)
        rows.append(line)
        values += _values(month, cells)
    text = _("Of what was captured in a month, how much went back in that month and in each one after.")
    if {"reason", "person"} & set(sums.asked.where):
        text = f"{text} {_('Reason and person narrow what went back, not what was captured.')}"
    spec = draw.heat(values, [_age(age) for age in range(AGES)], [worded(m, parts.MONTH, "") for m in months])
    specs = draw.both("cohorts", spec, wide=True) if captured else {}
    return Panel(Table("cohorts", _("By month of purchase"), _columns(), rows[::-1]), text, specs, wide=True)


def _columns() -> list[Column]:
    return [
        Column("month", _("Bought in"), parts.MONTH), Column("gross", _("Captured"), parts.MONEY),
        *(Column(f"age_{age}", _age(age), parts.SHARE) for age in range(AGES)),
        Column("later", _("Later"), parts.SHARE), Column("all", _("Together"), parts.SHARE),
    ]  # fmt: skip


def _row(sums: Sums, month: date, gross: int, went_back: dict[tuple[date, int], int]) -> tuple[parts.Line, list[Cell]]:
    """The line of one month of purchases, and its cells of the first months, which are drawn."""
    running = months_between(month, sums.asked.today.replace(day=1))
    ages = [went_back.get((month, age), 0) for age in range(AGES)]
    later = sum(value for (bought, age), value in went_back.items() if bought == month and age >= AGES)
    cells = [
        Cell(share(value, gross), _refunds(sums, month, age, age)) if age <= running else Cell(None)
        for age, value in enumerate(ages)
    ]
    purchases = list_behind("gross", _purchases(sums, Period(month, month_after(month) - timedelta(days=1)), own=True))
    return [
        Cell(month),
        Cell(gross, purchases),
        *cells,
        Cell(share(later, gross), _refunds(sums, month, AGES, running)) if running >= AGES else Cell(None),
        Cell(share(sum(ages) + later, gross), _refunds(sums, month, 0, max(running, 0))),
    ], cells


def _purchases(sums: Sums, period: Period, *, own: bool = False) -> Slice:
    where = {name: values for name, values in sums.asked.where.items() if name in OF_PURCHASES}
    return sums.own(Slice(period, where)) if own else Slice(period, where)


def _refunds(sums: Sums, month: date, first_age: int, last_age: int) -> str:
    """The list of what went back of a month's purchases, so many months after."""
    first, last = (_months_later(month, age) for age in (first_age, last_age))
    period = Period(first, month_after(last) - timedelta(days=1))
    return list_behind("net_refunded", sums.own().within(period).narrowed(bought=f"{month:%Y-%m}"))


def _months_later(month: date, months: int) -> date:
    number = month.year * 12 + month.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _went_back(first: date, sums: Sums) -> dict[tuple[date, int], int]:
    found: dict[tuple[date, int], int] = {}
    for row in cohorts(sums.own().within(Period(first, sums.asked.today)), quickly=True, state=sums.state):
        key = row.captured_month, max(row.months_since, 0)
        found[key] = found.get(key, 0) + row.refunded - row.came_back
    return found


def _age(age: int) -> str:
    return _("Same month") if age == 0 else _("+%d") % age


def _values(month: date, cells: list[Cell]) -> list[dict[str, Any]]:
    named = worded(month, parts.MONTH, "")
    return [
        {
            "name": named, "at": _age(age), "value": cell.value, "said": worded(cell.value, parts.SHARE, ""),
            **draw.leading_to(cell.url, f"{named}, {_age(age)}: {worded(cell.value, parts.SHARE, '')}"),
        }
        for age, cell in enumerate(cells) if cell.value is not None
    ]  # fmt: skip
