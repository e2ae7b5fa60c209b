"""A question to one source: which sums, of what, told apart by what, as it is put in SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from customers.shop_days import Period
from reporting.facts.dimensions import TIMES
from reporting.facts.slices import Slice
from reporting.facts.sources.source import Source

_FINEST = ("day", "week", "month", "year")


@dataclass(frozen=True, slots=True)
class Question:
    """`by` are the dimensions the source knows, without times; `time` is the finest that all times follow from."""

    source: Source
    measures: tuple[str, ...]
    by: tuple[str, ...]
    time: str
    where: Mapping[str, tuple[str, ...]]

    @property
    def needs(self) -> frozenset[str]:
        """The dimensions that sums must be kept by to answer it."""
        return frozenset(kept_as(name) for name in (*self.by, *self.where) if name != "currency")

    @property
    def by_product(self) -> bool:
        return "product" in self.needs

    def columns(self, day: str) -> list[str]:
        """What is told apart, as SQL: the time if any, the currency, then the dimensions."""
        time = [time_of(self.time, day)] if self.time else []
        return [*time, "currency", *self.by]

    def conditions(self, arguments: dict[str, Any]) -> str:
        """What must be true, as SQL that begins with AND; the values are added to the arguments."""
        arguments |= {f"in_{name}": list(values) for name, values in self.where.items()}
        return "".join(f" AND {name} = ANY(%(in_{name})s)" for name in self.where)


def put(source: Source, asked: Slice, by: Sequence[str], measures: Sequence[str]) -> Question | None:
    """Ask a source for what it knows of these; None where it cannot hold anything of the slice.

    A dimension that it does not know is empty everywhere in it.
    """
    known = {name: knows(source, name) for name in (*by, *asked.where) if name not in TIMES}
    if any("" not in values for name, values in asked.where.items() if not known[name]):
        return None
    times = [name for name in by if name in TIMES]
    return Question(
        source,
        tuple(name for name in source.measures if name in measures),
        tuple(dict.fromkeys(name for name in by if known.get(name) and name != "currency")),
        finest(times) if times else "",
        {name: values for name, values in asked.where.items() if known[name]},
    )


def knows(source: Source, name: str) -> bool:
    return name == "currency" or kept_as(name) in source.dimensions


def finest(times: Sequence[str]) -> str:
    """The time from which the others follow; weeks run across the ends of months."""
    if "week" in times and len(set(times)) > 1:
        return "day"
    return min(times, key=_FINEST.index)


def time_of(time: str, day: str) -> str:
    return day if time == "day" else f"date_trunc('{time}', {day})::date"


def moments(period: Period) -> dict[str, Any]:
    """What the things of a period are asked with."""
    return {"start": period.start, "end": period.end, "zone": settings.SHOP_TIME_ZONE}


def kept_as(name: str) -> str:
    """The dimension by which sums are kept that tell this one apart."""
    return "account" if name == "gateway" else name
