"""Reading figures: the one way in which pages, papers, exports and the API come to a sum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from reporting.facts.cubes import cube_for
from reporting.facts.dimensions import TIMES, first_of, require_known
from reporting.facts.kept import sum_kept
from reporting.facts.measures import basic_names, measure
from reporting.facts.question import Question, put
from reporting.facts.raw import sum_things
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


def read(asked: Slice, by: Sequence[str], measures: Sequence[str]) -> list[Row]:
    """Sum these measures up, told apart by these dimensions, in the order of the keys.

    What is nothing in all of them is left out. Raises UnknownDimension or UnknownMeasure.
    """
    require_known(by)
    names = tuple(dict.fromkeys((*by, "currency")))
    basic = basic_names(measures)
    state = known_state()
    sums: dict[tuple[Any, ...], dict[str, int]] = {}
    for source in sources_of(basic):
        question = put(source, asked, by, basic)
        if question is not None:
            _add(sums, names, _answers(question, asked, state))
    found = ((key, values) for key, values in sums.items() if any(values.values()))
    return [_row(names, key, values, measures) for key, values in sorted(found, key=lambda pair: pair[0])]


def totals(asked: Slice, measures: Sequence[str]) -> dict[str, dict[str, int]]:
    """The measures of the whole slice, by currency."""
    return {row.currency: row.values for row in read(asked, (), measures)}


Answer = tuple[dict[str, Any], dict[str, int]]
"""What is told apart, and the sums."""


def _add(sums: dict[tuple[Any, ...], dict[str, int]], names: Sequence[str], answers: Iterable[Answer]) -> None:
    for told, values in answers:
        key = tuple(_value(name, told) for name in names)
        into = sums.setdefault(key, {})
        for name, value in values.items():
            into[name] = into.get(name, 0) + value


def _answers(question: Question, asked: Slice, state: FiguresState) -> Iterator[Answer]:
    columns = [*(["time"] if question.time else []), "currency", *question.by]
    for row in _rows(question, asked, state):
        told = dict(zip(columns, row, strict=False))
        sums = dict(zip(question.measures, row[len(columns) :], strict=True))
        yield told, {name: value or 0 for name, value in sums.items()}


def _rows(question: Question, asked: Slice, state: FiguresState) -> Iterable[tuple[Any, ...]]:
    """From the kept sums; from the single things where there are none yet, or none that are told apart like this."""
    cube = cube_for(question.source, question.needs) if may_be_read(state) else None
    if cube is None:
        return sum_things(question, asked.period)
    return sum_kept(question, cube, asked.period, state.months_until)


def _value(name: str, told: dict[str, Any]) -> Any:
    return first_of(name, told["time"]) if name in TIMES else told.get(name, "")


def _row(names: Sequence[str], key: tuple[Any, ...], sums: dict[str, int], measures: Sequence[str]) -> Row:
    values = {name: sum(sign * sums.get(part, 0) for part, sign in measure(name).basic.items()) for name in measures}
    return Row(dict(zip(names, key, strict=True)), values)
