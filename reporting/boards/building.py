"""Building the parts that several dashboards have: compared figures, tables by time, bars by a dimension."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from customers.money import exponent
from reporting import chart_specs as draw
from reporting.boards import parts
from reporting.boards.buckets import Buckets
from reporting.boards.links import list_behind
from reporting.boards.parts import Cell, Column, Figure, Panel, Table, share
from reporting.boards.sums import Sums
from reporting.boards.words import worded
from reporting.charts import Spec
from reporting.facts.dimensions import DIMENSIONS, value_labels
from reporting.facts.measures import MEASURES
from reporting.facts.size import TooFine

MOST_ROWS = 12
Reckon = Callable[[Mapping[str, int]], int | None]
"""A figure out of sums: a share, a difference, an average."""


def unit_axis(unit: str, currency: str) -> str:
    if unit == parts.MONEY:
        return draw.money_axis(exponent(currency))
    return draw.SHARE_AXIS if unit == parts.SHARE else draw.WHOLE_AXIS


def compared_figures(
    sums: Sums, wanted: Sequence[tuple[str, str, str, Reckon, str, str]], measures: Sequence[str]
) -> list[Figure]:
    """Figures, with the period before and last year: (name, label, unit, reckon, list behind, good way)."""
    slice_ = sums.asked.slice
    now, before, year = (sums.total(measures, one) for one in (slice_, slice_.before(), slice_.year_before()))
    return [
        Figure(
            name,
            label,
            unit,
            reckon(now),
            reckon(before),
            reckon(year),
            list_behind(measure, sums.own()) if measure else "",
            good_when=good,
        )
        for name, label, unit, reckon, measure, good in wanted
    ]


def by_time(
    sums: Sums,
    buckets: Buckets,
    name: str,
    title: str,
    columns: Sequence[tuple[Column, Reckon, str]],
    measures: Sequence[str],
) -> tuple[Table, dict[date, dict[str, int]]]:
    """A table of buckets, and the sums that it was made of. A column's third part is the measure behind it."""
    found = sums.by(buckets.step, measures)
    nothing = dict.fromkeys(measures, 0)
    rows = []
    for start in buckets.starts:
        own = sums.own().within(buckets.of(start))
        cells = [
            Cell(reckon(found.get(start, nothing)), list_behind(measure, own) if measure else "")
            for _column, reckon, measure in columns
        ]
        rows.append([Cell(start), *cells])
    return Table(name, title, [buckets.column, *(column for column, _r, _m in columns)], rows), found


def time_values(sums: Sums, buckets: Buckets, table: Table, place: int) -> list[dict[str, Any]]:
    """The cells of one column as values of a drawing, each leading where its cell leads."""
    unit, label = table.columns[place].unit, table.columns[place].label
    found = []
    for row in table.rows:
        start, cell = row[0].value, row[place]
        if not isinstance(start, date) or cell.value is None:
            continue
        said = f"{worded(start, buckets.column.unit, '')}: {worded(cell.value, unit, sums.currency)} ({label})"
        found.append(
            {
                "at": start.isoformat(),
                "value": cell.value,
                "series": str(label),
                "place": place,
                "partial": buckets.is_partial(start, sums.asked.today),
                **draw.leading_to(cell.url, said),
            }
        )
    return found


def column_panel(
    sums: Sums,
    buckets: Buckets,
    name: str,
    title: str,
    text: str,
    columns: Sequence[tuple[Column, Reckon, str]],
    measures: Sequence[str],
    color: str,
    against_last_year: bool = True,
) -> Panel:
    """Columns of the first figure by time, with a mark where each stood a year before."""
    table, _found = by_time(sums, buckets, name, title, columns, measures)
    values = time_values(sums, buckets, table, 1)
    unit, word = columns[0][0].unit, ""
    if against_last_year:
        earlier = sums.by(buckets.step, measures, sums.asked.slice.year_before())
        word = _("A year before") if earlier else ""
        for value in values:
            sums_then = earlier.get(buckets.year_before(date.fromisoformat(value["at"])))
            value["year_before"] = columns[0][1](sums_then) if sums_then else None
    spec = draw.columns(values, buckets.labels(), unit_axis(unit, sums.currency), color, word)
    return Panel(newest_first(table), text, draw.both(name, spec))


def line_panel(
    sums: Sums,
    buckets: Buckets,
    name: str,
    title: str,
    text: str,
    columns: Sequence[tuple[Column, Reckon, str]],
    measures: Sequence[str],
    drawn: Sequence[int],
    top: int = 0,
) -> Panel:
    """Lines of the figures at these places."""
    table, _found = by_time(sums, buckets, name, title, columns, measures)
    values = [value for place in drawn for value in time_values(sums, buckets, table, place)]
    names = [str(table.columns[place].label) for place in drawn]
    axis = unit_axis(table.columns[drawn[0]].unit, sums.currency)
    spec = draw.lines(values, buckets.labels(), axis, names, buckets.keys(), top)
    return Panel(newest_first(table), text, draw.both(name, spec))


def side_panel(
    sums: Sums,
    dimension: str,
    measure: str,
    title: str,
    text: str,
    color: str,
    rate_of: str = "",
) -> Panel:
    """The values with most of a measure, beside the period before; `rate_of` adds its share of another."""
    name = f"{measure}-by-{dimension}"
    return if_kept(name, title, lambda: _side_panel(sums, dimension, measure, (name, title, text), color, rate_of))


def _side_panel(
    sums: Sums, dimension: str, measure: str, words: tuple[str, str, str], color: str, rate_of: str
) -> Panel:
    name, title, text = words
    measures = [measure, *([rate_of] if rate_of else [])]
    now, before = sums.by(dimension, measures), sums.by(dimension, measures, sums.asked.slice.before())
    ranked = sorted((key for key in now if now[key][measure]), key=lambda key: (-now[key][measure], str(key)))
    labels = value_labels(dimension, [str(key) for key in ranked])
    unit = MEASURES[measure].unit
    columns = [
        Column(dimension, str(DIMENSIONS[dimension].label), parts.TEXT),
        Column(measure, str(MEASURES[measure].label), unit),
        Column("before", _("Before"), unit),
    ]
    columns += [Column("rate", _("Rate"), parts.SHARE)] if rate_of else []
    rows, values = [], []
    for key in ranked[: 4 * MOST_ROWS]:
        url = list_behind(measure, sums.own().narrowed(**{dimension: str(key)}))
        then = before.get(key, {}).get(measure, 0)
        row = [Cell(str(key), url, labels[str(key)]), Cell(now[key][measure], url), Cell(then)]
        rows.append([*row, Cell(share(now[key][measure], now[key][rate_of]))] if rate_of else row)
        said = f"{labels[str(key)]}: {worded(now[key][measure], unit, sums.currency)}"
        values.append(
            {"name": labels[str(key)], "value": now[key][measure], "before": then, **draw.leading_to(url, said)}
        )
    spec = draw.rows_of_bars(values[:MOST_ROWS], unit_axis(unit, sums.currency), color, _("Before") if before else "")
    return Panel(Table(name, title, columns, rows), text, draw.both(name, spec) if values else {})


def if_kept(name: str, title: str, make: Callable[[], Panel]) -> Panel:
    """A panel, or the word that no sums are kept for it with what was chosen, in a shop too large to add up at once."""
    try:
        return make()
    except TooFine as refusal:
        return Panel(Table(name, title, [], []), empty=refusal.message)


def newest_first(table: Table) -> Table:
    return Table(table.name, table.title, table.columns, list(table.rows)[::-1], table.total)


def specs_of(name: str, spec: Spec, wide: bool = False) -> dict[str, Spec]:
    return draw.both(name, spec, wide)


def plain(name: str) -> Reckon:
    return lambda sums: sums[name]


def rate(part: str, whole: str) -> Reckon:
    return lambda sums: share(sums[part], sums[whole])


def notes_of(sums: Sums) -> list[str]:
    """What the figures leave out, or how they were converted."""
    notes = []
    if sums.asked.converted:
        notes.append(_("Converted into %s at the rate of each month's last day; parts are rounded.") % sums.currency)
    if sums.without_rate:
        notes.append(_("There is no rate for %s: its money is left out here.") % ", ".join(sorted(sums.without_rate)))
    return notes
