"""Where the money goes: the few reasons and products that make most of it, and what has changed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reporting import chart_specs as draw
from reporting.boards import parts
from reporting.boards.asked import Asked
from reporting.boards.building import compared_figures, if_kept, notes_of, plain, unit_axis
from reporting.boards.discovery import Dashboard
from reporting.boards.links import list_behind
from reporting.boards.parts import Board, Cell, Column, Figure, Panel, Table, share
from reporting.boards.sums import Sums
from reporting.boards.words import worded
from reporting.facts.dimensions import DIMENSIONS, value_labels

MEASURE = "net_refunded"
DRAWN, LISTED, CHANGES, PAIRS = 10, 50, 15, 15
Sides = Mapping[Any, Mapping[str, int]]
Change = tuple[int, str, Any, int, int]
"""By how much, of which side, its value, now and before."""


def read(asked: Asked) -> Board:
    sums = Sums(asked)
    panels: list[Panel] = []
    changes: list[Change] = []
    for side, title in (("reason", _("Reasons that make most of it")), ("product", _("Products that make most of it"))):
        panels.append(if_kept(f"causes-by-{side}", title, partial(_of_side, sums, side, title, changes)))
    pairs = if_kept("causes-pairs", _("Reason and product together"), lambda: _pairs(sums))
    return Board(_figures(sums), [*panels, _changed(sums, changes), pairs], notes_of(sums))


def _of_side(sums: Sums, side: str, title: str, changes: list[Change]) -> Panel:
    """The values of a side; what changed in them is added to the changes."""
    now = sums.by(side, [MEASURE, "refunds"])
    before = sums.by(side, [MEASURE, "refunds"], sums.asked.slice.before())
    changes += _changes(sums, side, now, before)
    return _pareto(sums, side, title, now, before)


def _figures(sums: Sums) -> list[Figure]:
    return compared_figures(
        sums,
        [
            (MEASURE, _("Paid back"), parts.MONEY, plain(MEASURE), MEASURE, "down"),
            ("refunds", _("Refunds"), parts.COUNT, plain("refunds"), "refunds", "down"),
        ],
        [MEASURE, "refunds"],
    )


def _pareto(sums: Sums, side: str, title: str, now: Sides, before: Sides) -> Panel:
    """The largest first, with the share that they make together."""
    ranked = sorted((k for k in now if now[k][MEASURE] > 0), key=lambda k: (-now[k][MEASURE], str(k)))
    labels, whole = value_labels(side, [str(k) for k in ranked]), sum(now[k][MEASURE] for k in ranked)
    columns = [
        Column(side, str(DIMENSIONS[side].label), parts.TEXT),
        Column("refunds", _("Refunds")),
        Column(MEASURE, _("Paid back"), parts.MONEY),
        Column("share", _("Share"), parts.SHARE),
        Column("together", _("Together"), parts.SHARE),
        Column("before", _("Before"), parts.MONEY),
        Column("change", _("Change"), parts.MONEY),
    ]
    rows, values, reached = [], [], 0
    for place, key in enumerate(ranked[:LISTED]):
        own, value = sums.own().narrowed(**{side: str(key)}), now[key][MEASURE]
        then, url = before.get(key, {}).get(MEASURE, 0), list_behind(MEASURE, own)
        reached += value
        rows.append(
            [
                Cell(str(key), url, labels[str(key)]),
                Cell(now[key]["refunds"], list_behind("refunds", own)),
                Cell(value, url),
                Cell(share(value, whole)),
                Cell(share(reached, whole)),
                Cell(then),
                Cell(value - then),
            ]
        )
        said = f"{labels[str(key)]}: {worded(value, parts.MONEY, sums.currency)}"
        values.append(
            {
                "name": labels[str(key)],
                "value": value,
                "together": reached / whole,
                "place": place,
                **draw.leading_to(url, said),
            }
        )
    spec = draw.pareto(values[:DRAWN], unit_axis(parts.MONEY, sums.currency), ("", ""))
    text = _("The bars are money; the line is the share that they make together, from the top.")
    table = Table(f"causes-by-{side}", title, columns, rows)
    return Panel(table, text, draw.both(f"causes-by-{side}", spec) if values else {})


def _changes(sums: Sums, side: str, now: Sides, before: Sides) -> list[Change]:
    keys = {*now, *before}
    pairs = ((key, now.get(key, {}).get(MEASURE, 0), before.get(key, {}).get(MEASURE, 0)) for key in keys)
    return [(value - then, side, key, value, then) for key, value, then in pairs if value != then]


def _changed(sums: Sums, changes: list[Change]) -> Panel:
    """What moved most against the period before, up or down."""
    largest = sorted(changes, key=lambda one: (-abs(one[0]), one[1], str(one[2])))[:CHANGES]
    columns = [
        Column("side", _("What"), parts.TEXT),
        Column("value", _("Value"), parts.TEXT),
        Column("change", _("Change"), parts.MONEY),
        Column("now", _("In these days"), parts.MONEY),
        Column("before", _("Before"), parts.MONEY),
    ]
    labels = {
        side: value_labels(side, [str(one[2]) for one in largest if one[1] == side]) for side in ("reason", "product")
    }
    rows, values = [], []
    for change, side, key, value, then in largest:
        narrow = {side: str(key)}
        url = list_behind(MEASURE, sums.own().narrowed(**narrow))
        earlier = list_behind(MEASURE, sums.own(sums.asked.slice.before()).narrowed(**narrow))
        label = labels[side][str(key)]
        rows.append(
            [
                Cell(side, "", str(DIMENSIONS[side].label)),
                Cell(str(key), url, label),
                Cell(change, url),
                Cell(value, url),
                Cell(then, earlier),
            ]
        )
        values.append(
            {
                "name": label,
                "value": change,
                **draw.leading_to(url, f"{label}: {worded(change, parts.MONEY, sums.currency)}"),
            }
        )
    spec = draw.rows_of_bars(values[:DRAWN], unit_axis(parts.MONEY, sums.currency), draw.PLUM)
    table = Table("causes-changed", _("What changed most"), columns, rows)
    text = _("Against the period before of the same length; to the right is more than then.")
    return Panel(table, text, draw.both("causes-changed", spec) if values else {}, empty=_("Nothing changed."))


def _pairs(sums: Sums) -> Panel:
    """Which reason goes with which product."""
    found = sums.by_all(("reason", "product"), [MEASURE, "refunds"])
    ranked = sorted((k for k in found if found[k][MEASURE] > 0), key=lambda k: (-found[k][MEASURE], k))[:PAIRS]
    reasons, products = (
        value_labels(side, [str(k[at]) for k in ranked]) for at, side in enumerate(("reason", "product"))
    )
    columns = [
        Column("reason", _("Reason"), parts.TEXT),
        Column("product", _("Product"), parts.TEXT),
        Column("refunds", _("Refunds")),
        Column(MEASURE, _("Paid back"), parts.MONEY),
    ]
    rows = []
    for reason, product in ranked:
        own, sums_of = sums.own().narrowed(reason=str(reason), product=str(product)), found[reason, product]
        rows.append(
            [
                Cell(str(reason), "", reasons[str(reason)]),
                Cell(str(product), "", products[str(product)]),
                Cell(sums_of["refunds"], list_behind("refunds", own)),
                Cell(sums_of[MEASURE], list_behind(MEASURE, own)),
            ]
        )
    return Panel(Table("causes-pairs", _("Reason and product together"), columns, rows), _("The pairs that cost most."))


DASHBOARD = Dashboard(
    "causes",
    5,
    gettext_lazy("Causes"),
    gettext_lazy("The reasons and products that make most of what is paid back, and what has changed."),
    read,
    ("account", "gateway", "method", "country", "channel", "product", "reason"),
)
