"""What refunds and disputes leave of the money that came in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reporting import chart_specs as draw
from reporting.boards import parts
from reporting.boards.asked import Asked
from reporting.boards.buckets import Buckets, buckets_of
from reporting.boards.building import by_time, compared_figures, newest_first, notes_of, plain, rate, unit_axis
from reporting.boards.discovery import Dashboard
from reporting.boards.links import list_behind
from reporting.boards.parts import Board, Cell, Column, Panel, Table, share
from reporting.boards.sums import Sums
from reporting.boards.words import worded
from reporting.facts.dimensions import value_labels
from reporting.facts.measures import MEASURES

FLOW = (
    "gross",
    "discounts",
    "net_refunded",
    "credit_granted",
    "charged_back",
    "recovered",
    "fees",
    "dispute_fees",
    "net",
)
MEASURED = (*FLOW, "refunded", "came_back", "credit_spent", "refund_fees")
SIDES = ("account", "country", "channel")


def read(asked: Asked) -> Board:
    sums, buckets = Sums(asked), buckets_of(asked.period)
    panels = [_by_time(sums, buckets), _flow(sums), *(_side(sums, side) for side in SIDES)]
    return Board(_figures(sums), panels, [str(_DISCOUNTS), *notes_of(sums)])


_DISCOUNTS = gettext_lazy(
    "Discounts were taken off before payment, and store credit moves no money until it is spent: neither changes net."
)


def _figures(sums: Sums) -> list[parts.Figure]:
    return compared_figures(
        sums,
        [
            ("gross", _("Captured"), parts.MONEY, plain("gross"), "gross", "up"),
            ("net_refunded", _("Paid back"), parts.MONEY, plain("net_refunded"), "net_refunded", "down"),
            ("taken", _("Lost to disputes so far"), parts.MONEY, _taken, "charged_back", "down"),
            ("fees", _("Fees"), parts.MONEY, _fees, "fees", "down"),
            ("net", _("Net"), parts.MONEY, plain("net"), "net", "up"),
            (
                "given_back",
                _("Paid back of captured"),
                parts.SHARE,
                rate("net_refunded", "gross"),
                "net_refunded",
                "down",
            ),
        ],
        MEASURED,
    )


def _taken(sums: Mapping[str, int]) -> int:
    return sums["charged_back"] - sums["recovered"]


def _fees(sums: Mapping[str, int]) -> int:
    return sums["fees"] + sums["dispute_fees"]


def _by_time(sums: Sums, buckets: Buckets) -> Panel:
    """Captured above the line; what went below it; where net ended, and where it ended a year before."""
    columns = [(Column(name, str(MEASURES[name].label), parts.MONEY), plain(name), name) for name in FLOW]
    table, found = by_time(sums, buckets, "revenue-by-time", _("Captured, given up, kept"), columns, FLOW)
    earlier = sums.by(buckets.step, ["net"], sums.asked.slice.year_before())
    values: list[dict[str, Any]] = []
    for start, row in zip(buckets.starts, table.rows, strict=True):
        values += _stack(sums, buckets, start, found.get(start, {}), row)
        then = earlier.get(buckets.year_before(start))
        values.append({"at": start.isoformat(), "net": row[-1].value, "net_before": then["net"] if then else None})
    names = [_("Captured"), _("Paid back"), _("Disputes"), _("Fees"), _("Net"), _("Net a year before")]
    spec = draw.money_by_month(values, buckets.labels(), unit_axis(parts.MONEY, sums.currency), names, buckets.keys())
    with_year = Table(
        table.name,
        table.title,
        [*table.columns, Column("net_year_before", _("Net a year before"), parts.MONEY)],
        [
            [*row, Cell(earlier[year_ago]["net"] if (year_ago := buckets.year_before(start)) in earlier else None)]
            for start, row in zip(buckets.starts, table.rows, strict=True)
        ],
    )
    text = _(
        "What came in, and below the line what went back, was taken by disputes and cost fees. A paler one still runs."
    )
    return Panel(newest_first(with_year), text, draw.both("revenue-by-time", spec, wide=True), wide=True)


def _stack(
    sums: Sums, buckets: Buckets, start: date, found: Mapping[str, int], row: parts.Line
) -> list[dict[str, Any]]:
    if not found:
        return []
    own, named = sums.own().within(buckets.of(start)), worded(start, buckets.column.unit, "")
    parts_of = (
        (_("Captured"), found["gross"], "gross"),
        (_("Paid back"), -found["net_refunded"], "net_refunded"),
        (_("Disputes"), -_taken(found), "charged_back"),
        (_("Fees"), -_fees(found), "fees"),
    )
    return [
        {
            "at": start.isoformat(),
            "series": label,
            "value": value,
            "place": place,
            "partial": buckets.is_partial(start, sums.asked.today),
            **draw.leading_to(
                list_behind(measure, own), f"{named}: {label} {worded(abs(value), parts.MONEY, sums.currency)}"
            ),
        }
        for place, (label, value, measure) in enumerate(parts_of)
    ]


def _flow(sums: Sums) -> Panel:
    """Each line of the way from captured to net, beside the period before and last year."""
    slice_, names = sums.asked.slice, [*FLOW[:-1], "came_back", "credit_spent", "refund_fees", "net"]
    now, before, year = (sums.total(MEASURED, one) for one in (slice_, slice_.before(), slice_.year_before()))
    columns = [
        Column("figure", _("Figure"), parts.TEXT),
        Column("value", _("In these days"), parts.MONEY),
        Column("of_captured", _("Of captured"), parts.SHARE),
        Column("before", _("Before"), parts.MONEY),
        Column("year_before", _("A year before"), parts.MONEY),
    ]
    rows = [
        [
            Cell(name, list_behind(name, sums.own()), str(MEASURES[name].label)),
            Cell(now[name], list_behind(name, sums.own())),
            Cell(share(now[name], now["gross"])),
            Cell(before[name], list_behind(name, sums.own(slice_.before()))),
            Cell(year[name], list_behind(name, sums.own(slice_.year_before()))),
        ]
        for name in names
    ]
    return Panel(
        Table("revenue-flow", _("From captured to net"), columns, rows),
        _("Each line leads to its movements."),
        wide=True,
    )


def _side(sums: Sums, side: str) -> Panel:
    """What is kept of what each value of a side brought in, the largest first."""
    measures = ["gross", "net_refunded", "charged_back", "recovered", "net"]
    found = sums.by(side, measures)
    ranked = sorted(
        (key for key in found if found[key]["gross"] or found[key]["net_refunded"]),
        key=lambda key: (-found[key]["gross"], str(key)),
    )
    labels = value_labels(side, [str(key) for key in ranked])
    titles = {"account": _("By gateway account"), "country": _("By country"), "channel": _("By channel")}
    columns = [Column(side, titles[side], parts.TEXT)]
    columns += [Column(name, str(MEASURES[name].label), parts.MONEY) for name in measures]
    columns.append(Column("given_back", _("Paid back of captured"), parts.SHARE))
    rows, values = [], []
    for key in ranked[:50]:
        own = sums.own().narrowed(**{side: str(key)})
        cells = [Cell(found[key][name], list_behind(name, own)) for name in measures]
        part = share(found[key]["net_refunded"], found[key]["gross"])
        rows.append([Cell(str(key), "", labels[str(key)]), *cells, Cell(part)])
        said = f"{labels[str(key)]}: {worded(part, parts.SHARE, '')}"
        if part is not None:
            values.append(
                {"name": labels[str(key)], "value": part, **draw.leading_to(list_behind("net_refunded", own), said)}
            )
    spec = draw.rows_of_bars(values[:10], draw.SHARE_AXIS, draw.RED)
    table = Table(f"revenue-by-{side}", titles[side], columns, rows)
    text = _("How much of what was captured went back, the largest of them first.")
    return Panel(table, text, draw.both(f"revenue-by-{side}", spec) if values else {})


DASHBOARD = Dashboard(
    "revenue",
    1,
    gettext_lazy("Revenue"),
    gettext_lazy("What refunds, disputes and fees leave of what was captured. Every figure is the ledger's."),
    read,
    ("account", "gateway", "method", "country", "channel", "product", "reason"),
)
