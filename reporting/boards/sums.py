"""The figures of a question in the currency that is shown: that currency's own, or everything converted into it.

Converted sums take each month's money at the rate of the month's last day that is past, the same for every table, so
that tables agree but for the rounding of their parts.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from reporting.boards.asked import Asked
from reporting.facts.measures import MEASURES
from reporting.facts.rates import Converter
from reporting.facts.read import read, totals
from reporting.facts.slices import Slice
from reporting.facts.state import known_state
from reporting.models import FiguresState

Values = dict[str, int]


@dataclass(frozen=True, slots=True)
class Sums:
    """`without_rate` fills with the currencies whose money could not be converted and is left out.

    `state` is that of the kept sums when the page was begun.
    """

    asked: Asked
    without_rate: set[str] = field(default_factory=set)
    state: FiguresState = field(default_factory=known_state)

    @property
    def currency(self) -> str:
        return self.asked.currency

    def own(self, slice_: Slice | None = None) -> Slice:
        """The slice with its currency, for reading and for addresses; all currencies where they are converted."""
        chosen = slice_ or self.asked.slice
        return chosen if self.asked.converted else chosen.narrowed(currency=self.currency)

    def total(self, measures: Sequence[str], slice_: Slice | None = None) -> Values:
        if self.asked.converted:
            return _added(self.by("month", measures, slice_).values(), measures)
        found = totals(self.own(slice_), measures, quickly=True, state=self.state).get(self.currency, {})
        return {name: found.get(name, 0) for name in measures}

    def by(self, dimension: str, measures: Sequence[str], slice_: Slice | None = None) -> dict[Any, Values]:
        """The values of a dimension; those of which there is nothing are left out."""
        return {key[0]: values for key, values in self.by_all((dimension,), measures, slice_).items()}

    def by_all(
        self, dimensions: Sequence[str], measures: Sequence[str], slice_: Slice | None = None
    ) -> dict[tuple[Any, ...], Values]:
        times = ("month",) if self.asked.converted and not _has_rate_day(dimensions) else ()
        rows = read(self.own(slice_), [*dimensions, *times], measures, quickly=True, state=self.state)
        converter = self._converter(slice_ or self.asked.slice, {row.currency for row in rows})
        found: dict[tuple[Any, ...], Values] = {}
        for row in rows:
            sums = found.setdefault(tuple(row.key[name] for name in dimensions), dict.fromkeys(measures, 0))
            for name in measures:
                sums[name] += self._shown(converter, name, row.values.get(name, 0), row.key)
        return found

    def _converter(self, slice_: Slice, currencies: set[str]) -> Converter | None:
        if not self.asked.converted:
            return None
        return Converter(self.currency, currencies, slice_.period.first_on, self.asked.today)

    def _shown(self, converter: Converter | None, measure: str, value: int, key: Mapping[str, Any]) -> int:
        if converter is None or not value or not MEASURES[measure].is_money:
            return value
        day: Any = key.get("month") or key.get("day") or key.get("week")
        converted = converter.convert(value, key["currency"], _rate_day(day, self.asked.today))
        if converted is None:
            self.without_rate.add(key["currency"])
            return 0
        return converted


def currencies_of(slice_: Slice) -> list[str]:
    """The currencies of a slice, the one with most payments first."""
    found = totals(slice_, ["payments", "refunds"], quickly=True)
    return sorted(found, key=lambda code: (-found[code]["payments"], -found[code]["refunds"], code))


def _has_rate_day(dimensions: Sequence[str]) -> bool:
    return bool({"day", "week", "month"} & set(dimensions))


def _rate_day(day: date, today: date) -> date:
    return min(day.replace(day=monthrange(day.year, day.month)[1]), today)


def _added(rows: Any, measures: Sequence[str]) -> Values:
    found = list(rows)
    return {name: sum(row[name] for row in found) for name in measures}
