"""How long refunds take: figures and panels out of the histogram of each step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reporting import chart_specs as draw
from reporting.boards import parts
from reporting.boards.asked import Asked
from reporting.boards.buckets import Buckets
from reporting.boards.building import newest_first
from reporting.boards.links import list_behind
from reporting.boards.parts import Cell, Column, Figure, Panel, Table
from reporting.boards.sums import Sums
from reporting.boards.words import worded
from reporting.facts.spans import ANSWERED, DECIDED, SENT, WHOLE
from reporting.facts.turnaround import STEPS, Lasted, turnaround
from reporting.periods import Period

SHORT = {
    DECIDED: gettext_lazy("Decision"),
    SENT: gettext_lazy("Sending"),
    ANSWERED: gettext_lazy("The gateway"),
    WHOLE: gettext_lazy("All the way"),
}
"""The steps as they fit beside a bar."""
LONG_SECONDS = 3 * 24 * 3600
"""From here on the axis counts days, not hours."""


def side_of(asked: Asked) -> tuple[str, tuple[str, ...]]:
    """By what times can be narrowed: one account or one person."""
    for side in ("account", "person"):
        if len(values := asked.where.get(side, ())) == 1:
            return side, values
    return "all", ()


def is_narrowed_further(asked: Asked) -> bool:
    """Whether a filter is set that times do not listen to."""
    side, _values = side_of(asked)
    return bool(set(asked.where) - {side})


def read_lasted(sums: Sums, period: Period, step: str, time: str = "") -> list[Lasted]:
    side, values = side_of(sums.asked)
    currencies = () if sums.asked.converted else (sums.currency,)
    return turnaround(period, step, side=side, time=time, currencies=currencies, values=values, state=sums.state)


def lasted_figures(sums: Sums) -> list[Figure]:
    """The middle refund and nine of ten, all the way; and the middle one up to the decision."""
    slice_ = sums.asked.slice
    periods = [one.period for one in (slice_, slice_.before(), slice_.year_before())]
    whole, decided = ([_only(read_lasted(sums, period, step)) for period in periods] for step in (WHOLE, DECIDED))
    url = list_behind("refunds", sums.own())
    return [
        _figure("p50", _("Half are paid within"), [one.p50 if one else None for one in whole], url),
        _figure("p90", _("Nine of ten within"), [one.p90 if one else None for one in whole], url),
        _figure("decided_p50", _("Half are answered within"), [one.p50 if one else None for one in decided],
                list_behind("requests", sums.own())),
    ]  # fmt: skip


def lasted_panel(sums: Sums, buckets: Buckets) -> Panel:
    """All the way, by the day on which the money left."""
    found = {row.time: row for row in read_lasted(sums, sums.asked.period, WHOLE, buckets.step)}
    names = [_("Half within"), _("Nine of ten within")]
    columns = [
        buckets.column, Column("p50", names[0], parts.SECONDS), Column("p90", names[1], parts.SECONDS),
        Column("cases", _("Refunds")),
    ]  # fmt: skip
    rows: list[parts.Line] = []
    values: list[dict[str, Any]] = []
    for start in buckets.starts:
        row = found.get(start)
        url = list_behind("refunds", sums.own().within(buckets.of(start)))
        lasted = (row.p50, row.p90) if row else (None, None)
        rows.append([Cell(start), Cell(lasted[0], url), Cell(lasted[1], url), Cell(row.cases if row else 0, url)])
        values += [_value(buckets, start, name, seconds, url)
                   for name, seconds in zip(names, lasted, strict=True) if seconds is not None]  # fmt: skip
    days = any(value["value"] > LONG_SECONDS for value in values)
    spec = draw.in_time(draw.lines(values, buckets.labels(), draw.time_axis(days), names, buckets.keys()), days)
    table = Table("turnaround", _("From the request to the money leaving"), columns, rows)
    text = _("By the day on which the money left. Times are honest to about 5 %.")
    return Panel(newest_first(table), text, draw.both("turnaround", spec) if values else {})


def steps_panel(sums: Sums) -> Panel:
    """Where the time goes: each step of the way, beside the period before."""
    slice_ = sums.asked.slice
    columns = [
        Column("step", _("Step"), parts.TEXT), Column("cases", _("Times")),
        Column("p50", _("Half within"), parts.SECONDS),
        Column("p90", _("Nine of ten within"), parts.SECONDS), Column("before_p50", _("Half before"), parts.SECONDS),
        Column("before_p90", _("Nine of ten before"), parts.SECONDS),
    ]  # fmt: skip
    rows: list[parts.Line] = []
    values: list[dict[str, Any]] = []
    names = [_("Half within"), _("Nine of ten within")]
    for step, label in STEPS.items():
        now, before = (_only(read_lasted(sums, one.period, step)) for one in (slice_, slice_.before()))
        measure = "approved" if step == DECIDED else "refunds"
        url = list_behind(measure, sums.own())
        rows.append(
            [Cell(step, url, str(label)), Cell(now.cases if now else 0, url)]
            + [Cell(getattr(one, name) if one else None) for one in (now, before) for name in ("p50", "p90")]
        )
        for name, seconds in zip(names, (now.p50, now.p90) if now else (), strict=False):
            said = f"{label}: {name} {worded(seconds, parts.SECONDS, '')}"
            values.append({"name": str(SHORT[step]), "series": name, "value": seconds, **draw.leading_to(url, said)})
    days = any(value["value"] > LONG_SECONDS for value in values)
    spec = draw.in_time(draw.paired_bars(values, draw.time_axis(days), names), days)
    table = Table("steps", _("Step by step"), columns, rows)
    return Panel(
        table, _("How long each step takes, and took in the period before."), draw.both("steps", spec) if values else {}
    )


def lasted_by(sums: Sums, side: str) -> dict[str, Lasted]:
    """All the way, by account or person."""
    currencies = () if sums.asked.converted else (sums.currency,)
    chosen: Sequence[str] = sums.asked.where.get(side, ())
    rows = turnaround(sums.asked.period, WHOLE, side=side, currencies=currencies, values=chosen, state=sums.state)
    return {row.value: row for row in rows}


def _only(rows: list[Lasted]) -> Lasted | None:
    return rows[0] if rows else None


def _figure(name: str, label: str, values: list[int | None], url: str) -> Figure:
    return Figure(name, label, parts.SECONDS, values[0], values[1], values[2], url, good_when="down")


def _value(buckets: Buckets, start: date, name: str, seconds: int, url: str) -> dict[str, Any]:
    said = f"{worded(start, buckets.column.unit, '')}: {name} {worded(seconds, parts.SECONDS, '')}"
    return {"at": start.isoformat(), "series": name, "value": seconds, **draw.leading_to(url, said)}
