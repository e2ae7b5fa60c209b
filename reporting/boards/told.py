"""A board as the API tells it: the same cells, as numbers with their units and the addresses of the lists behind."""

from __future__ import annotations

from datetime import date
from typing import Any

from reporting.boards.parts import Board, Figure, Panel, Value


def told(board: Board) -> dict[str, Any]:
    return {
        "figures": [_figure(figure) for figure in board.figures],
        "tables": [_table(panel) for panel in board.panels],
        "notes": [str(note) for note in board.notes],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    names = ("name", "unit", "value", "before", "year_before", "url")
    return {"label": str(figure.label), **{name: getattr(figure, name) for name in names}}


def _table(panel: Panel) -> dict[str, Any]:
    table = panel.table
    names = [column.name for column in table.columns]
    return {
        "name": table.name,
        "title": str(table.title),
        "columns": [{"name": c.name, "label": str(c.label), "unit": c.unit} for c in table.columns],
        "rows": [{name: _plain(cell.value) for name, cell in zip(names, row, strict=True)} for row in table.rows],
    }


def _plain(value: Value) -> int | str | None:
    return value.isoformat() if isinstance(value, date) else value
