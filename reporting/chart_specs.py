"""What the finance charts look like: one specification per kind of drawing.

Values name their bucket `at` or their row `name`, and may carry `url` and `words`: where the mark leads, what it says.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from reporting.charts import HERE, Spec

GREEN, OCHRE, BLUE, RED, PLUM = SERIES = "#0b6b57", "#c07f1d", "#3f6aa8", "#b2493a", "#7b5b8c"
"""The page's style sheet knows these by their code and swaps them in the dark."""
INK, GREY, FAINT = "#1b1c19", "#8a867a", "#e3dfd4"

HALF, SMALL, WIDE, NARROW = (520, 230), (340, 220), (1180, 300), (340, 300)
MOST_WORDS = 7
"""So many words fit below a narrow drawing."""
PALE = {"condition": {"test": "datum.partial", "value": 0.45}, "value": 1}

Values = Sequence[Mapping[str, Any]]
Labels = Mapping[str, str | list[str]]
"""Bucket to its word; a list is written in lines."""
Size = tuple[int, int]


def both(name: str, spec: Spec, wide: bool = False) -> dict[str, Spec]:
    """The drawing for wide screens, and the same one narrower, so that its words stay readable on a phone."""
    (width, height), narrow = (WIDE if wide else HALF), (NARROW if wide else SMALL)
    return {
        f"{name}-wide": {**spec, "width": width, "height": spec.get("height", height)},
        f"{name}-narrow": {**_fewer_words(spec), "width": narrow[0], "height": spec.get("height", narrow[1])},
    }


def _fewer_words(spec: Spec) -> Spec:
    """Every other word on the axis of buckets, where there are many."""
    x = spec.get("encoding", {}).get("x", {})
    words = x.get("axis", {}).get("values", [])
    if len(words) <= MOST_WORDS:
        return spec
    axis = {**x["axis"], "values": words[::-1][:: -(-len(words) // MOST_WORDS)][::-1]}
    return {**spec, "encoding": {**spec["encoding"], "x": {**x, "axis": axis}}}


def columns(values: Values, labels: Labels, unit: str, color: str, year_before: str = "") -> Spec:
    """Columns of `value` by `at`; one that runs is `partial` and paler. `year_before` names the marks of those."""
    bar: Spec = {
        "mark": {"type": "bar", "color": color, "width": {"band": 0.72}},
        "encoding": {"y": _y(unit), "opacity": PALE, **_leads()},
    }
    layers = [bar]
    if year_before:
        name = {"scale": {"domain": [year_before], "range": [GREY]}, "legend": {}}
        layers.append(
            {
                "transform": [{"filter": "isValid(datum.year_before)"}],
                "mark": {"type": "tick", "thickness": 2, "width": {"band": 0.82}},
                "encoding": {"y": {**_y(unit), "field": "year_before"}, "color": {**name, "datum": year_before}},
            }
        )
    return {**_frame(values), "encoding": {"x": _at(labels)}, "layer": layers}


def stacks(values: Values, labels: Labels, unit: str, names: Sequence[str], buckets: Sequence[str]) -> Spec:
    """Columns of `value` by `at`, each made of the parts called `series`."""
    return {
        **_frame(values),
        "mark": {"type": "bar", "width": {"band": 0.72}, "cornerRadiusEnd": 0},
        "encoding": {
            "x": _at(labels, buckets),
            "y": {**_y(unit), "stack": "zero"},
            "color": _series(names),
            "order": {"field": "place", "type": "quantitative"},
            **_leads(),
        },
    }


def lines(
    values: Values, labels: Labels, unit: str, names: Sequence[str], buckets: Sequence[str], top: Any = 0
) -> Spec:
    """Lines of `value` by `at`, one for each `series`; a bucket without a value has no point."""
    scale: Spec = {"domainMin": 0, "nice": True} if not top else {"domain": [0, top]}
    y = {**_y(unit), "scale": scale}
    color: Spec = _series(names) if len(names) > 1 else {"value": SERIES[0]}
    line = {"mark": {"type": "line"}, "encoding": {"y": y, "color": color}}
    points = {
        "mark": {"type": "point", "filled": True, "size": 44, "opacity": 1},
        "encoding": {"y": y, "color": color, **_leads()},
    }
    return {**_frame(values), "encoding": {"x": _at(labels, buckets)}, "layer": [line, points]}


def money_by_month(values: Values, labels: Labels, unit: str, names: Sequence[str], buckets: Sequence[str]) -> Spec:
    """What came in above the line, what went below it, and marks where net ends and where it ended a year before.

    `values` are parts (`series`, `value`, negative below the line) and marks (`net`, `net_before`).
    `names` are those of the parts, then net's and that of a year before.
    """
    *parts, net, before = names
    color = {"scale": {"domain": list(names), "range": [*SERIES[: len(parts)], INK, GREY]}, "legend": {}}

    def tick(field: str, name: str, thickness: int) -> Spec:
        return {
            "transform": [{"filter": f"isValid(datum.{field})"}],
            "mark": {"type": "tick", "thickness": thickness, "width": {"band": 0.78}, "opacity": 1},
            "encoding": {"y": {**_y(unit), "field": field}, "color": {**color, "datum": name}},
        }

    bars = {
        "transform": [{"filter": "isValid(datum.series)"}],
        "mark": {"type": "bar", "width": {"band": 0.7}, "cornerRadiusEnd": 0},
        "encoding": {
            "y": {**_y(unit), "stack": "zero"},
            "color": {**color, "field": "series", "type": "nominal"},
            "order": {"field": "place", "type": "quantitative"},
            "opacity": PALE,
            **_leads(),
        },
    }
    encoding = {"x": _at(labels, buckets)}
    return {**_frame(values), "encoding": encoding, "layer": [bars, tick("net_before", before, 2), tick("net", net, 3)]}


def rows_of_bars(values: Values, unit: str, color: str, before: str = "") -> Spec:
    """Lying bars of `value` by `name`, in the order given; `before` names the marks of the period before."""
    bar: Spec = {
        "mark": {"type": "bar", "color": color, "height": {"band": 0.62}},
        "encoding": {"x": _x(unit), **_leads()},
    }
    layers = [bar]
    if before:
        legend = {"scale": {"domain": [before], "range": [INK]}, "legend": {}}
        layers.append(
            {
                "transform": [{"filter": "isValid(datum.before)"}],
                "mark": {"type": "tick", "thickness": 2, "height": {"band": 0.8}},
                "encoding": {"x": {**_x(unit), "field": "before"}, "color": {**legend, "datum": before}},
            }
        )
    return {**_rows(values), "encoding": {"y": _named()}, "layer": layers}


def paired_bars(values: Values, unit: str, names: Sequence[str]) -> Spec:
    """Lying bars of `value` by `name`, one beside the other for each `series`."""
    return {
        **_rows(values),
        "height": _height(values, 60) + 20 * len({value["name"] for value in values}),
        "mark": {"type": "bar"},
        "encoding": {
            "y": _named(),
            "yOffset": {"field": "series", "type": "nominal", "sort": list(names)},
            "x": _x(unit),
            "color": _series(names),
            **_leads(),
        },
    }


def pareto(values: Values, unit: str, names: tuple[str, str]) -> Spec:
    """Lying bars of `value` by `name`, the largest first, and the share `together` (0 to 1)."""
    bar = {
        "mark": {"type": "bar", "color": OCHRE, "height": {"band": 0.62}},
        "encoding": {"x": _x(unit), **_leads()},
    }
    together = {"field": "together", "type": "quantitative", "scale": {"domain": [0, 1]}}
    top = {
        "orient": "top",
        "grid": False,
        "labelExpr": "format(datum.value, '~%')",
        "values": [0, 0.5, 1],
        "labelAlign": "center",
        "labelBaseline": "bottom",
    }
    line = {
        "mark": {"type": "line", "color": BLUE, "point": {"color": BLUE, "size": 30, "filled": True}},
        "encoding": {"x": {**together, "axis": top}, "order": {"field": "place", "type": "quantitative"}},
    }
    return {
        **_rows(values, 56),
        "encoding": {"y": _named()},
        "layer": [bar, line],
        "resolve": {"scale": {"x": "independent"}},
    }


def heat(values: Values, columns: Sequence[str], rows: Sequence[str]) -> Spec:
    """A field for each `name` (row) and `at` (column), the darker the higher its `value`, with what it `said`.

    It leads to its `url`.
    """
    axis = {"grid": False, "labelAlign": "center", "orient": "top", "labelBaseline": "bottom"}
    field = {
        "mark": {"type": "rect", "color": RED, "cornerRadius": 3},
        "encoding": {
            "opacity": {"field": "value", "type": "quantitative", "scale": {"range": [0.06, 0.62]}, "legend": None},
            **_leads(),
        },
    }
    said = {"mark": {"type": "text", "fontSize": 11.5}, "encoding": {"text": {"field": "said"}}}
    return {
        **_rows(values),
        "height": 40 + 26 * len(rows),
        "encoding": {
            "x": {
                "field": "at",
                "type": "ordinal",
                "scale": {"domain": list(columns), "paddingInner": 0.05},
                "axis": axis,
            },
            "y": {**_named(), "scale": {"domain": list(rows), "paddingInner": 0.12}},
        },
        "layer": [field, said],
    }


def limits(values: Values, names: tuple[str, str, str]) -> Spec:
    """How much of each limit is used: now, expected at the month's end, and the range (1 is the limit).

    A value has `name`, `now`, `expected`, `low`, `high`; `names` are the words for now, to come, and the limit.
    """
    top = max([1.25, *(min(float(value["high"]) * 1.08, 2.0) for value in values)])
    scale = {"domain": [0, top], "clamp": True}
    axis = {
        "grid": True,
        "gridColor": FAINT,
        "labelExpr": "format(datum.value, '~%')",
        "tickCount": 5,
        "labelAlign": "center",
    }
    x = {"type": "quantitative", "scale": scale, "axis": axis}
    color = {"scale": {"domain": list(names), "range": [GREEN, OCHRE, RED]}, "legend": {}}

    def bar(start: str, end: str, name: str, height: float) -> Spec:
        return {
            "mark": {"type": "bar", "height": {"band": height}, "cornerRadiusEnd": 0},
            "encoding": {
                "x": {**x, "field": start},
                "x2": {"field": end},
                "color": {**color, "datum": name},
                **_leads(),
            },
        }

    spread = {
        "mark": {"type": "rule", "color": OCHRE, "strokeWidth": 2},
        "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}},
    }
    limit = {
        "data": {"values": [{"limit": 1}]},
        "mark": {"type": "rule", "strokeWidth": 2},
        "encoding": {
            "x": {**x, "field": "limit"},
            "y": {"value": 0},
            "y2": {"value": "height"},
            "color": {**color, "datum": names[2]},
        },
    }
    y = {"encoding": {"y": _named()}}
    layers = [bar("zero", "now", names[0], 0.6), bar("now", "expected", names[1], 0.6), spread]
    return {
        **_rows([{**value, "zero": 0} for value in values], 60),
        "layer": [*({**layer, "encoding": {**y["encoding"], **layer["encoding"]}} for layer in layers), limit],
    }


def money_axis(exponent: int) -> str:
    """Label minor units as whole units, 12k for twelve thousand."""
    return f"format(datum.value / {10**exponent}, '~s')"


WHOLE_AXIS = "format(datum.value, ',d')"
SHARE_AXIS = "format(datum.value / 10000, '~%')"


def in_time(spec: Spec, days: bool) -> Spec:
    """The drawing with its seconds turned into days or hours, so that the axis has whole steps of them."""
    seconds = 86400 if days else 3600
    return {**spec, "transform": [{"calculate": f"datum.value / {seconds}", "as": "value"}]}


def time_axis(days: bool) -> str:
    return f"format(datum.value, '~r') + ' {'d' if days else 'h'}'"


def leading_to(url: str, words: str) -> dict[str, str]:
    """What a value carries so that its mark is a link."""
    return {"url": HERE + url if url else "", "words": words}


def _leads() -> Spec:
    return {"href": {"field": "url", "type": "nominal"}, "description": {"field": "words", "type": "nominal"}}


def _frame(values: Values) -> Spec:
    return {"data": {"values": list(values)}, "autosize": {"type": "fit", "contains": "padding"}}


def _rows(values: Values, above: int = 36) -> Spec:
    """A frame for named rows, with room at the left: the reader's font may be wider than the one measured."""
    room = {"left": 16, "right": 8, "top": 6, "bottom": 2}
    return {**_frame(values), "padding": room, "height": _height(values, above)}


def _height(values: Values, above: int = 36) -> int:
    return above + 27 * max(len({value["name"] for value in values}), 2)


def _at(labels: Labels, every: Sequence[str] = ()) -> Spec:
    """The axis of buckets, labelled only where a word is given; `every` also keeps the empty buckets."""
    axis: Spec = {"values": list(labels), "labelExpr": f"{json.dumps(dict(labels))}[datum.value]"}
    scale = {"scale": {"domain": list(every)}} if every else {}
    return {"field": "at", "type": "ordinal", "axis": {**axis, "labelAlign": "center"}, **scale}


def _y(unit: str) -> Spec:
    return {"field": "value", "type": "quantitative", "axis": {"labelExpr": unit, **_steps(unit)}}


def _x(unit: str) -> Spec:
    axis = {"grid": True, "gridColor": FAINT, "labelExpr": unit, "tickCount": 4, "labelAlign": "center", **_steps(unit)}
    return {"field": "value", "type": "quantitative", "axis": axis}


def _steps(unit: str) -> Spec:
    return {"tickMinStep": 1} if unit == WHOLE_AXIS else {}


def _named() -> Spec:
    axis = {"grid": False, "labelLimit": 150, "tickCount": 99}
    return {"field": "name", "type": "nominal", "sort": None, "axis": axis}


def _series(names: Sequence[str]) -> Spec:
    scale = {"domain": list(names), "range": list(SERIES[: len(names)])}
    return {"field": "series", "type": "nominal", "scale": scale, "legend": {}}
