"""To whom money goes back: first or again, how much, and how much of it stays in the house as store credit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reporting import chart_specs as draw
from reporting.boards import parts
from reporting.boards.asked import Asked
from reporting.boards.buckets import Buckets, buckets_of, next_start
from reporting.boards.building import compared_figures, line_panel, notes_of, plain, rate
from reporting.boards.discovery import Dashboard
from reporting.boards.links import list_behind
from reporting.boards.parts import Board, Cell, Column, Figure, Panel, Table, share
from reporting.boards.sums import Sums
from reporting.boards.words import worded
from reporting.facts.measures import MEASURES
from reporting.facts.slices import Slice
from reporting.models import RefundedCustomers, RefundedMost
from reporting.periods import Period

CREDIT = ("refunded", "credit_granted", "credit_spent", "credit_expired")
MOST_SHOWN = 25


SIDES = ("account", "method", "country", "channel", "reason")


def read(asked: Asked) -> Board:
    sums = Sums(asked)
    credit = _credit(sums, buckets_of(asked.period))
    if (side := _side_of(asked)) is None:
        said = _("Customers are counted for one filter with one value at a time. Take the others out to see them.")
        return Board(_credit_figures(sums), [credit], [said, *_notes(sums)])
    counted, before = (_counted(sums, side, one) for one in (asked.slice, asked.slice.before()))
    figures = [*_people(counted, before), *_credit_figures(sums)]
    months = Buckets("month", _months(asked.period), asked.period)
    most = [] if asked.where else [_most(sums)]
    return Board(figures, [_first_or_again(sums, side, months), credit, *most], _notes(sums))


def _side_of(asked: Asked) -> tuple[str, str] | None:
    """Of what customers are counted; None where no count is kept of it."""
    if not asked.where:
        return "all", ""
    ((side, values), *further) = asked.where.items()
    return (side, values[0]) if not further and len(values) == 1 else None


def _notes(sums: Sums) -> list[str]:
    said = [_("Customers are counted by whole months.")]
    if sums.asked.where:
        said.append(_("What is spent or expires of store credit is nobody's account or reason: no filter finds it."))
        said.append(_("To whom most went back is kept of everything alone: it is shown without a filter."))
    return [*said, *notes_of(sums)]


def _people(counted: dict[bool, dict[str, int]], before: dict[bool, dict[str, int]]) -> list[Figure]:
    def all_of(found: dict[bool, dict[str, int]], name: str) -> int:
        return sum(row[name] for row in found.values())

    def again(found: dict[bool, dict[str, int]], name: str) -> int | None:
        return share(found.get(True, {}).get(name, 0), all_of(found, name))

    return [
        Figure(
            "customers",
            _("Customers paid back"),
            parts.COUNT,
            all_of(counted, "customers"),
            all_of(before, "customers"),
            note=_("each once a month"),
        ),
        Figure(
            "again",
            _("Of them again"),
            parts.SHARE,
            again(counted, "customers"),
            again(before, "customers"),
            note=_("more than once, or in the year before too"),
            good_when="down",
        ),
        Figure(
            "again_value",
            _("Of the money to them"),
            parts.SHARE,
            again(counted, "refunded_minor"),
            again(before, "refunded_minor"),
            good_when="down",
        ),
    ]


def _credit_figures(sums: Sums) -> list[Figure]:
    return compared_figures(
        sums,
        [
            (
                "kept",
                _("Kept as store credit"),
                parts.SHARE,
                rate("credit_granted", "refunded"),
                "credit_granted",
                "up",
            ),
            ("credit_granted", _("Granted"), parts.MONEY, plain("credit_granted"), "credit_granted", ""),
            ("credit_spent", _("Spent again"), parts.MONEY, plain("credit_spent"), "credit_spent", "up"),
        ],
        CREDIT,
    )


def _months(period: Period) -> list[date]:
    first, found = period.first_on.replace(day=1), []
    while first <= period.last_on:
        found.append(first)
        first = next_start("month", first)
    return found


def _rows(sums: Sums, side: tuple[str, str], months: Sequence[date]) -> Any:
    kept = RefundedCustomers.objects.filter(side=side[0], value=side[1], currency=sums.currency)
    return kept.filter(month__in=months)


def _counted(sums: Sums, side: tuple[str, str], slice_: Slice) -> dict[bool, dict[str, int]]:
    names = ("customers", "refunds", "refunded_minor")
    found = (
        _rows(sums, side, _months(slice_.period))
        .values("again")
        .annotate(**{f"sum_{name}": Sum(name) for name in names})
    )
    summed: list[Any] = list(found)
    return {row["again"]: {name: int(row[f"sum_{name}"]) for name in names} for row in summed}


def _first_or_again(sums: Sums, side: tuple[str, str], months: Buckets) -> Panel:
    found = {(row.month, row.again): row for row in _rows(sums, side, months.starts)}
    names = [_("For the first time"), _("Again")]
    columns = [
        months.column,
        Column("first", names[0]),
        Column("again", names[1]),
        Column("share", _("Again"), parts.SHARE),
        Column("again_value", _("Money to them"), parts.MONEY),
    ]
    lines, values = [], []
    for month in months.starts:
        first, again = (row.customers if (row := found.get((month, flag))) else 0 for flag in (False, True))
        url = list_behind("refunds", sums.own().within(months.of(month)))
        money = found[month, True].refunded_minor if (month, True) in found else 0
        lines.append(
            [Cell(month), Cell(first, url), Cell(again, url), Cell(share(again, first + again)), Cell(money, url)]
        )
        values += [
            _value(months, sums, month, name, number, place, url)
            for place, (name, number) in enumerate(zip(names, (first, again), strict=True))
        ]
    spec = draw.stacks(values, months.labels(), draw.WHOLE_AXIS, names, months.keys())
    table = Table("customers-by-month", _("Customers who were paid back"), columns, lines[::-1])
    return Panel(table, _("Each customer once a month."), draw.both("customers-by-month", spec) if found else {})


def _value(months: Buckets, sums: Sums, month: date, name: str, number: int, place: int, url: str) -> dict[str, Any]:
    said = f"{worded(month, parts.MONTH, '')}: {name} {number}"
    return {
        "at": month.isoformat(),
        "series": name,
        "value": number,
        "place": place,
        "partial": months.is_partial(month, sums.asked.today),
        **draw.leading_to(url, said),
    }


def _credit(sums: Sums, buckets: Buckets) -> Panel:
    columns = [
        (Column("kept", _("Kept as store credit"), parts.SHARE), rate("credit_granted", "refunded"), "credit_granted")
    ]
    columns += [(Column(name, str(MEASURES[name].label), parts.MONEY), plain(name), name) for name in CREDIT]
    text = _("The part of what was paid back that became store credit and so stayed in the house.")
    return line_panel(sums, buckets, "credit", _("Kept by store credit"), text, columns, CREDIT, (1,))


def _most(sums: Sums) -> Panel:
    rows = RefundedMost.objects.filter(month__in=_months(sums.asked.period), currency=sums.currency)
    found = (
        rows.values("customer__reference", "customer__name")
        .annotate(sum_refunds=Sum("refunds"), sum_minor=Sum("refunded_minor"))
        .order_by("-sum_minor", "customer__reference")[:MOST_SHOWN]
    )
    columns = [
        Column("customer", _("Customer"), parts.TEXT),
        Column("refunds", _("Refunds")),
        Column("refunded", _("Paid back"), parts.MONEY),
    ]
    lines = []
    for row in found:
        url = reverse("refunds:customer", args=[row["customer__reference"]])
        named = Cell(row["customer__reference"], url, row["customer__name"])
        lines.append([named, Cell(int(row["sum_refunds"]), url), Cell(int(row["sum_minor"]), url)])
    text = _("Out of the fifty of each month to whom most went back.")
    return Panel(Table("customers-most", _("To whom most went back"), columns, lines), text, wide=True)


DASHBOARD = Dashboard(
    "customers",
    6,
    gettext_lazy("Customers"),
    gettext_lazy("To whom money goes back, who comes again, and how much stays as store credit."),
    read,
    SIDES,
)
