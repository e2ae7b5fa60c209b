"""What the finance charts look like: one specification per kind of drawing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from reporting.charts import Spec

GREEN, OCHRE, BLUE, RED = "#0b6b57", "#c07f1d", "#3f6aa8", "#b2493a"
"""The page's style sheet knows these four by their code and swaps them in the dark."""

Values = Sequence[Mapping[str, Any]]
Labels = Mapping[str, str | list[str]]
"""Bucket to its word; a list is written in lines."""


def bars(values: Values, labels: Labels, unit: str, color: str, size: tuple[int, int]) -> Spec:
    """Columns of `value` by `at`; a bucket that still runs is `partial` and drawn lighter."""
    return {
        **_frame(values, size),
        "mark": {"type": "bar", "color": color, "width": {"band": 0.72}},
        "encoding": {
            "x": _at(labels),
            "y": _y(unit),
            "opacity": {"condition": {"test": "datum.partial", "value": 0.45}, "value": 1},
        },
    }


def share_line(values: Values, labels: Labels, color: str, size: tuple[int, int], full: bool) -> Spec:
    """A line of `part` over `whole` in percent; a bucket with nothing to count has no point."""
    scale = {"domain": [0, 1]} if full else {"domainMin": 0, "nice": True}
    y = {**_y("format(datum.value, '~%')"), "field": "share", "scale": scale}
    line = {
        "mark": {"type": "line", "color": color, "point": {"color": color, "size": 22, "filled": True}},
        "encoding": {"x": _at(labels, [value["at"] for value in values]), "y": y},
    }
    return {
        **_frame(values, size),
        "transform": [{"filter": "datum.whole > 0"}, {"calculate": "datum.part / datum.whole", "as": "share"}],
        "layer": [line],
    }


def turnaround_lines(
    values: Values, weeks: Sequence[str], labels: Labels, names: tuple[str, str], days: bool, size: tuple[int, int]
) -> Spec:
    """Two lines of `seconds` by `series`, in days or in hours."""
    seconds, letter = (86400, "d") if days else (3600, "h")
    color = {
        "field": "series",
        "type": "nominal",
        "scale": {"domain": list(names), "range": [GREEN, OCHRE]},
        "legend": {},
    }
    y = {**_y(f"format(datum.value, '~r') + ' {letter}'"), "field": "lasted"}
    return {
        **_frame(values, size),
        "transform": [{"calculate": f"datum.seconds / {seconds}", "as": "lasted"}],
        "mark": {"type": "line", "point": {"size": 22, "filled": True}},
        "encoding": {"x": _at(labels, weeks), "y": y, "color": color},
    }


def money_by_month(
    values: Values, labels: Labels, names: tuple[str, str, str], exponent: int, size: tuple[int, int]
) -> Spec:
    """Gross above the line, refunds below it, and a mark where net ends."""
    color = {"scale": {"domain": list(names), "range": [GREEN, RED, OCHRE]}, "legend": {}}
    opacity = {"condition": {"test": "datum.partial", "value": 0.45}, "value": 1}

    def column(field: str, name: str) -> Spec:
        y = {**_y(money_axis(exponent)), "field": field}
        return {
            "mark": {"type": "bar", "width": {"band": 0.7}},
            "encoding": {"y": y, "color": {**color, "datum": name}, "opacity": opacity},
        }

    net = {
        "mark": {"type": "tick", "thickness": 3, "width": {"band": 0.7}, "opacity": 1},
        "encoding": {"y": {**_y(money_axis(exponent)), "field": "net"}, "color": {**color, "datum": names[2]}},
    }
    return {
        **_frame(values, size),
        "transform": [{"calculate": "-datum.refunds", "as": "below"}],
        "encoding": {"x": _at(labels)},
        "layer": [column("gross", names[0]), column("below", names[1]), net],
    }


def rows_of_bars(values: Values, unit: str, color: str, size: tuple[int, int]) -> Spec:
    """Lying bars of `value` by `name`, in the order given."""
    return {
        **_frame(values, size),
        "mark": {"type": "bar", "color": color, "height": {"band": 0.62}},
        "encoding": {
            "y": {
                "field": "name",
                "type": "nominal",
                "sort": None,
                "axis": {"grid": False, "labelLimit": 150, "tickCount": 99},
            },
            "x": {
                "field": "value",
                "type": "quantitative",
                "axis": {
                    "grid": True,
                    "gridColor": "#e3dfd4",
                    "labelExpr": unit,
                    "tickCount": 4,
                    "labelAlign": "center",
                },
            },
        },
    }


def money_axis(exponent: int) -> str:
    """Label minor units as whole units, 12k for twelve thousand."""
    return f"format(datum.value / {10**exponent}, '~s')"


def _frame(values: Values, size: tuple[int, int]) -> Spec:
    width, height = size
    autosize = {"type": "fit", "contains": "padding"}
    return {"data": {"values": list(values)}, "width": width, "height": height, "autosize": autosize}


def _at(labels: Labels, every: Sequence[str] = ()) -> Spec:
    """The axis of buckets, labelled only where a word is given; `every` also keeps the empty buckets."""
    axis: Spec = {"values": list(labels), "labelExpr": f"{json.dumps(dict(labels))}[datum.value]"}
    scale = {"scale": {"domain": list(every)}} if every else {}
    return {"field": "at", "type": "ordinal", "axis": {**axis, "labelAlign": "center"}, **scale}


def _y(unit: str) -> Spec:
    return {"field": "value", "type": "quantitative", "axis": {"labelExpr": unit}}
