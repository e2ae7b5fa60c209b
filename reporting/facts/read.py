"""Reading figures: the one way in which pages, papers, exports and the API come to a sum."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reporting.facts.cubes import Cube, cube_for
from reporting.facts.dimensions import TIMES, first_of, require_known
from reporting.facts.kept import sum_kept
from reporting.facts.measures import basic_names, measure
from reporting.facts.question import Question, put
from reporting.facts.raw import sum_things
from reporting.facts.remembered import remembered
from reporting.facts.size import require_few
from reporting.facts.slices import Slice
from reporting.facts.sources import sources_of
from reporting.facts.state import known_state, may_be_read
from reporting.models import FiguresState


@dataclass(frozen=True, slots=True)
class Row:
    """`key` holds the dimensions asked for and always the currency; times are the first day of theirs."""

    key: dict[str, Any]
    values: dict[str, int]

    @property
    def currency(self) -> str:
        return str(self.key["currency"])


def read(
    asked: Slice, by: Sequence[str], measures: Sequence[str], *, quickly: bool = False,
    state: FiguresState | None = None,
) -> list[Row]:  # fmt: skip
    """Sum these measures up, told apart by these dimensions, in the order of the keys. The rows are for reading only.

    What is nothing in all of them is left out. Raises UnknownDimension or UnknownMeasure; `quickly` also TooFine, where
    no sums are kept for it and the single things are many. Whoever asks much at once looks at the state once.
    """
    require_known(by)
    basic_names(measures)
    state = state or known_state()
    if not may_be_read(state):
        return _read(asked, by, measures, state, quickly=quickly)
    question = (state.edition, asked.query(), tuple(by), tuple(measures))
    return list(remembered(question, lambda: _read(asked, by, measures, state, quickly=quickly)))


def totals(
    asked: Slice, measures: Sequence[str], *, quickly: bool = False, state: FiguresState | None = None
) -> dict[str, dict[str, int]]:
    """The measures of the whole slice, by currency."""
    return {row.currency: row.values for row in read(asked, (), measures, quickly=quickly, state=state)}


def _read(asked: Slice, by: Sequence[str], measures: Sequence[str], state: FiguresState, *, quickly: bool) -> list[Row]:
    names, basic = tuple(dict.fromkeys((*by, "currency"))), basic_names(measures)
    sums: dict[tuple[Any, ...], list[int]] = {}
    for question, rows in _answers(asked, by, basic, state, quickly=quickly):
        _add(sums, names, basic, question, rows)
    found = sorted((key, values) for key, values in sums.items() if any(values))
    signs = {name: [(basic.index(part), sign) for part, sign in measure(name).basic.items()] for name in measures}
    return [
        Row(
            dict(zip(names, key, strict=True)),
            {name: sum(sign * values[place] for place, sign in parts) for name, parts in signs.items()},
        )
        for key, values in found
    ]


def _add(
    sums: dict[tuple[Any, ...], list[int]], names: Sequence[str], basic: Sequence[str], question: Question,
    rows: Iterable[tuple[Any, ...]],
) -> None:  # fmt: skip
    """A row holds the time, if any, the currency, the dimensions and the sums; it is read by place, not by name."""
    columns = [*(["time"] if question.time else []), "currency", *question.by]
    places = [None if name in TIMES else columns.index(name) if name in columns else -1 for name in names]
    into = [(basic.index(name), len(columns) + nth) for nth, name in enumerate(question.measures)]
    days: dict[tuple[str, Any], Any] = {}
    for row in rows:
        key = tuple(
            _first(days, name, row[0]) if place is None else "" if place < 0 else row[place]
            for name, place in zip(names, places, strict=True)
        )
        found = sums.get(key)
        if found is None:
            found = sums[key] = [0] * len(basic)
        for place, column in into:
            found[place] += row[column] or 0


def _first(days: dict[tuple[str, Any], Any], name: str, day: Any) -> Any:
    """Few days come in many rows."""
    known = days.get((name, day))
    if known is None:
        known = days[name, day] = first_of(name, day)
    return known


def _answers(
    asked: Slice, by: Sequence[str], basic: tuple[str, ...], state: FiguresState, *, quickly: bool
) -> Iterator[tuple[Question, Iterable[tuple[Any, ...]]]]:
    """From the kept sums, where those of several sources are told apart alike in one look; from the single things where
    there are no sums yet, or none that are told apart like this.
    """
    alike: dict[Hashable, tuple[Cube, list[Question]]] = {}
    for question in (put(source, asked, by, basic) for source in sources_of(basic)):
        if question is None:
            continue
        cube = cube_for(question.source, question.needs) if may_be_read(state) else None
        if cube is None:
            if quickly:
                require_few(asked.period)
            yield question, sum_things(question, asked.period)
        else:
            alike.setdefault((cube, question.by, frozenset(question.where)), (cube, []))[1].append(question)
    for cube, questions in alike.values():
        measures = dict.fromkeys(name for question in questions for name in question.measures)
        whole = replace(questions[0], measures=tuple(measures))
        sources = [question.source for question in questions]
        yield whole, sum_kept(whole, sources, cube, asked.period, state.months_until)
