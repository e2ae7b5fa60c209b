"""A board as the page shows it: drawings, words for figures and changes, chips and filters with their addresses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from reporting.boards import parts
from reporting.boards.answer import Answer
from reporting.boards.asked import Asked
from reporting.boards.discovery import Dashboard
from reporting.boards.filters import FILTERS, FilterForm
from reporting.boards.parts import Figure, Panel
from reporting.boards.presets import PRESETS
from reporting.boards.words import compared, worded
from reporting.charts import draw
from reporting.facts.rates import reporting_currency


def page_context(dashboard: Dashboard, found: Answer) -> dict[str, Any]:
    asked, board = found.asked, found.board
    return {
        **frame_context(dashboard, asked),
        "currency": found.currency,
        "currencies": currency_tabs(asked, found.currencies),
        "is_empty": dashboard.days and not found.currency,
        "figures": [shown_figure(figure, found.currency) for figure in board.figures],
        "panels": shown_panels(dashboard.name, board.panels, found.currency),
        "notes": board.notes,
    }


def frame_context(dashboard: Dashboard, asked: Asked) -> dict[str, Any]:
    """What stands above the figures, also where the question could not be meant."""
    return {
        "dashboard": dashboard,
        "asked": asked,
        "query": asked.query(),
        "presets": [
            {"label": one.label, "url": f"?{asked.query(period=name)}", "current": asked.preset == name}
            for name, one in PRESETS.items()
        ],
        "form": FilterForm(
            {
                "since": asked.period.first_on, "until": asked.period.last_on,
                **{name: values[0] for name, values in asked.where.items()},
            },
            dashboard.filters,
        ),
        "kept": {"currency": asked.currency, "converted": "yes" if asked.converted else ""},
        "chosen": _chosen(asked),
    }  # fmt: skip


def currency_tabs(asked: Asked, currencies: Sequence[str]) -> list[dict[str, Any]]:
    """A tab for each currency, and where there are several, one for all of them in the reporting currency."""
    tabs = [
        {
            "label": code,
            "url": f"?{asked.query(currency=code, converted='')}",
            "current": code == asked.currency and not asked.converted,
        }
        for code in currencies
    ]
    if len(currencies) > 1 or asked.converted:
        into = asked.currency if asked.converted else reporting_currency()
        tabs.append(
            {
                "label": _("All in %s") % into,
                "url": f"?{asked.query(currency=into, converted='yes')}",
                "current": asked.converted,
            }
        )
    return tabs


def shown_figure(figure: Figure, currency: str) -> dict[str, Any]:
    """The words of a figure. The arrow says which way it went, the words against what."""
    change = compared(figure.value, figure.before, figure.unit)
    year = compared(figure.value, figure.year_before, figure.unit)
    told = [_("%s than before") % change if change else "", _("%s than a year before") % year if year else ""]
    went = _direction(figure)
    return {
        "label": figure.label,
        "value": worded(figure.value, figure.unit, currency),
        "note": " · ".join(one for one in (figure.note, *told) if one),
        "trend": went,
        "url": figure.url,
        "name": figure.name,
    }


def shown_panels(page: str, panels: Sequence[Panel], currency: str) -> list[dict[str, Any]]:
    drawings = draw(f"{page}:{currency}", {name: spec for panel in panels for name, spec in panel.specs.items()})
    return [
        {
            "table": panel.table,
            "text": panel.text,
            "wide": panel.wide,
            "empty": panel.empty,
            "svg": format_html_join("", "{}", ([drawings[name]] for name in panel.specs)) if panel.specs else "",
            "currency": currency,
        }
        for panel in panels
    ]


def _direction(figure: Figure) -> str:
    if figure.value is None or figure.before is None or figure.value == figure.before:
        return ""
    if figure.unit != parts.SHARE and not compared(figure.value, figure.before, figure.unit):
        return ""
    return "up" if figure.value > figure.before else "down"


def _chosen(asked: Asked) -> list[dict[str, Any]]:
    """What narrows the figures, each with the address without it."""
    labels: list[dict[str, Any]] = []
    for name, values in asked.where.items():
        offered = dict(one.offered()) if (one := FILTERS[name]).offered else {}
        said = ", ".join(str(offered.get(value, value)) for value in values)
        labels.append({"label": f"{one.label}: {said}", "url": f"?{asked.query(**{name: ''})}"})
    return labels
