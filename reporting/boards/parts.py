"""The parts of a dashboard as plain values. Page, API and drawing are made from the same cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from reporting.charts import Spec

MONEY, COUNT, SHARE, SECONDS, TEXT, DAY, MONTH, WEEK = (
    "money", "count", "share", "seconds", "text", "day", "month", "week",
)  # fmt: skip
"""Money is in minor units of the board's currency, a share in ten thousandths; a bucket is its first day."""

Value = int | str | date | None


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    label: str
    unit: str = COUNT


@dataclass(frozen=True, slots=True)
class Cell:
    """A value, and the address of the list behind it. `words` is how a text is shown where that is not its value."""

    value: Value
    url: str = ""
    words: str = ""


Line = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """The figures under a drawing, the first column naming the row."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Line]
    total: Line = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One number at the top, with what it was in the period before and a year before; None where it is not known."""

    name: str
    label: str
    unit: str
    value: int | None
    before: int | None = None
    year_before: int | None = None
    url: str = ""
    note: str = ""
    good_when: str = ""
    """ "up" or "down": which way is good news; empty where neither is."""


@dataclass(frozen=True, slots=True)
class Panel:
    """`specs` holds a wide and a narrow drawing of the table's figures; none where a table says more."""

    table: Table
    text: str = ""
    specs: dict[str, Spec] = field(default_factory=dict)
    wide: bool = False
    empty: str = ""
    """What to say instead of an empty table."""


@dataclass(frozen=True, slots=True)
class Board:
    """All that a dashboard shows of one slice. `notes` are sentences about what the figures leave out."""

    figures: Sequence[Figure] = ()
    panels: Sequence[Panel] = ()
    notes: Sequence[str] = ()

    @property
    def is_empty(self) -> bool:
        return not any(figure.value for figure in self.figures) and not any(p.table.rows for p in self.panels)

    def specs(self) -> dict[str, Spec]:
        return {name: spec for panel in self.panels for name, spec in panel.specs.items()}


def share(part: int, whole: int) -> int | None:
    """A part in ten thousandths of the whole, rounded half up; None of nothing."""
    return (20_000 * part + whole) // (2 * whole) if whole > 0 else None
