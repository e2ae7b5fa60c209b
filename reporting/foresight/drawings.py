"""What forecasts look like: a fan of ranges behind what was, and a balance with the ways it may go."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from reporting.chart_specs import BLUE, GREEN, GREY, OCHRE, RED
from reporting.charts import Spec

Values = Sequence[Mapping[str, Any]]
Labels = Mapping[str, str | list[str]]


def fan(values: Values, labels: Labels, unit: str, names: tuple[str, str, str], marks: Sequence[str]) -> Spec:
    """`was` up to now, then `likely` within `low50` to `high95`, all by `at`; `marks` are weeks in which it changed.

    `names` are the words for what was, what is likely, and the baseline (`baseline`).
    """
    color = {"scale": {"domain": list(names), "range": [GREEN, BLUE, GREY]}, "legend": {"symbolType": "stroke"}}
    layers: list[Spec] = [_band(level, shade, unit) for level, shade in ((95, 0.14), (80, 0.2), (50, 0.3))]
    layers.append(_line("baseline", color, names[2], unit, 1.4, [4, 4]))
    layers.append(_line("was", color, names[0], unit, 2.25))
    layers.append(_line("likely", color, names[1], unit, 2.25))
    if marks:
        layers.append(
            {
                "data": {"values": [{"at": week} for week in marks]},
                "mark": {"type": "rule", "color": OCHRE, "strokeWidth": 1.5, "strokeDash": [2, 3]},
                "encoding": {},
            }
        )
    return {**_frame(values, labels), "layer": layers}


def balance(values: Values, labels: Labels, unit: str, names: tuple[str, str]) -> Spec:
    """`likely` and `low` to `high` by day, against nothing at all; `other` is how it would go with a batch moved."""
    told = [name for name in names if name]
    color = {"scale": {"domain": told, "range": [GREEN, OCHRE][: len(told)]}, "legend": {"symbolType": "stroke"}}
    band = {
        "mark": {"type": "area", "color": GREEN, "opacity": 0.2},
        "encoding": {"y": _y("low", unit), "y2": {"field": "high"}},
    }
    zero = {
        "data": {"values": [{"zero": 0}]},
        "mark": {"type": "rule", "color": RED, "strokeWidth": 1.5},
        "encoding": {"y": _y("zero", unit), "x": {"value": 0}, "x2": {"value": "width"}},
    }
    lines = [_line("likely", color, names[0], unit, 2.0)]
    if names[1]:
        lines.append(_line("other", color, names[1], unit, 2.0, [5, 3]))
    spec = _frame(values, labels)
    x = spec.pop("encoding")
    layers = [{**layer, "encoding": {**x, **layer["encoding"]}} for layer in (band, *lines)]
    return {**spec, "layer": [*layers, zero]}


def shares(values: Values, unit: str, names: Sequence[str], ticks: Sequence[int]) -> Spec:
    """Lines of `value` (0 to 100) by `ahead`, one for each `series`, with what each promises as a dashed line."""
    scale = {"domain": list(names), "range": [BLUE, GREEN, OCHRE]}
    x = {
        "field": "ahead",
        "type": "ordinal",
        "axis": {"labelAlign": "center", "values": list(ticks)},
    }
    y = {"type": "quantitative", "scale": {"domain": [0, 100]}, "axis": {"labelExpr": unit}}
    color = {"field": "series", "type": "nominal", "scale": scale, "legend": {}}
    return {
        "data": {"values": list(values)},
        "autosize": {"type": "fit", "contains": "padding"},
        "encoding": {"x": x, "color": color},
        "layer": [
            {
                "mark": {"type": "line", "strokeDash": [3, 4], "strokeWidth": 1.2},
                "encoding": {"y": {**y, "field": "promised"}},
            },
            {
                "mark": {"type": "line", "point": {"size": 26, "filled": True}},
                "encoding": {"y": {**y, "field": "value"}},
            },
        ],
    }


def _frame(values: Values, labels: Labels) -> Spec:
    axis = {"values": list(labels), "labelExpr": f"{json.dumps(dict(labels))}[datum.value]", "labelAlign": "center"}
    domain = [value["at"] for value in values]
    return {
        "data": {"values": list(values)},
        "autosize": {"type": "fit", "contains": "padding"},
        "encoding": {"x": {"field": "at", "type": "ordinal", "axis": axis, "scale": {"domain": domain}}},
    }


def _band(level: int, shade: float, unit: str) -> Spec:
    return {
        "transform": [{"filter": f"isValid(datum.low{level})"}],
        "mark": {"type": "area", "color": BLUE, "opacity": shade},
        "encoding": {"y": _y(f"low{level}", unit), "y2": {"field": f"high{level}"}},
    }


def _line(field: str, color: Spec, name: str, unit: str, width: float, dash: Sequence[int] = ()) -> Spec:
    mark: Spec = {"type": "line", "strokeWidth": width}
    return {
        "transform": [{"filter": f"isValid(datum.{field})"}],
        "mark": {**mark, "strokeDash": list(dash)} if dash else mark,
        "encoding": {"y": _y(field, unit), "color": {**color, "datum": name}},
    }


def _y(field: str, unit: str) -> Spec:
    return {"field": field, "type": "quantitative", "axis": {"labelExpr": unit}, "title": None}
