"""The page of one forecast: verdict, figures at the top, drawings with their tables, and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from customers.money import exponent, format_money
from reporting.boards.words import worded
from reporting.chart_specs import both, money_axis
from reporting.charts import Spec, draw
from reporting.foresight import drawings, words
from reporting.foresight.cash_days import quantile
from reporting.models import ForecastBacktest, ForecastRun, SeriesForecast

SHOWN_WEEKS, NARROW_WEEKS = 65, 20
Measure = SeriesForecast.Measure


@dataclass(frozen=True, slots=True)
class Sum:
    """The next so many weeks together: minor units, likely and within the 80 % range."""

    weeks: int
    low: int
    likely: int
    high: int


@dataclass(frozen=True, slots=True)
class Screen:
    """What the template shows of one series."""

    series: SeriesForecast
    verdict: tuple[str, str, str]
    stats: list[dict[str, str]]
    charts: list[dict[str, Any]]
    sentences: list[str]
    changes: list[str]
    oddities: list[tuple[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Choice:
    """The newest forecasts, and which of them is wanted. `trouble` says why the newest one was not made."""

    run: ForecastRun | None
    waiting: ForecastRun | None
    trouble: str = ""
    series: SeriesForecast | None = None
    currencies: list[str] = field(default_factory=list)


def choose(currency: str, measure: str) -> Choice:
    """Find the wanted series of the newest run; the currency that sells most where that one is not there."""
    runs = ForecastRun.objects.order_by("-created_at", "-id")
    run, waiting = runs.filter(state="ready").first(), runs.filter(state="queued").first()
    newest = runs.first()
    trouble = newest.trouble if newest is not None and newest.state == ForecastRun.State.FAILED else ""
    if run is None:
        return Choice(None, waiting, trouble)
    series = [*run.series.filter(measure=measure).order_by("id")]
    currencies = [one.currency for one in series]
    wanted = next((one for one in series if one.currency == currency), series[0] if series else None)
    return Choice(run, waiting, trouble, wanted, currencies)


def screen(series: SeriesForecast) -> Screen:
    tests = list(series.backtests.all())
    specs = {**_fan_specs(series), **_coverage_specs(tests)}
    drawn = draw(f"forecast:{series.measure}:{series.currency}", specs) if specs else {}
    return Screen(
        series=series,
        verdict=words.verdict(series),
        stats=_stats(series),
        charts=[_fan(series, drawn), *_backtest(series, tests, drawn)],
        sentences=words.sentences(series),
        changes=words.changes(series),
        oddities=words.oddities(series),
    )


def sums(series: SeriesForecast) -> list[Sum]:
    """What the next weeks come to together, from the ways on which they may go together."""
    reach = len(series.ahead)
    if not series.paths:
        return []
    told = []
    for weeks in sorted({count for count in (1, 4, 13, reach) if count <= reach}):
        ordered = sorted(sum(path[:weeks]) for path in series.paths)
        told.append(Sum(weeks, quantile(ordered, 0.1), quantile(ordered, 0.5), quantile(ordered, 0.9)))
    return told


def _stats(series: SeriesForecast) -> list[dict[str, str]]:
    def money(amount: int) -> str:
        return format_money(amount, series.currency)

    told = [
        {
            "label": _("The next %d weeks") % one.weeks if one.weeks > 1 else _("This week"),
            "value": money(one.likely),
            "note": _("80 %% range: %(low)s to %(high)s") % {"low": money(one.low), "high": money(one.high)},
        }
        for one in sums(series)
    ]
    if series.waiting_minor or series.measure == Measure.REFUNDED:
        told.append(
            {
                "label": _("Approved, not paid yet"),
                "value": money(series.waiting_minor),
                "note": _("Known: it leaves as soon as it can."),
            }
        )
    made = sum(week["from_sales"] for week in series.ahead)
    if made:
        told.append(
            {"label": _("Out of sales already made"), "value": money(made), "note": _("Part of what is foreseen.")}
        )
    return told


def _fan_specs(series: SeriesForecast) -> dict[str, Spec]:
    if not series.values:
        return {}
    names = (_("Weeks that were"), _("Likely"), _("Simple baseline"))
    unit = money_axis(exponent(series.currency))
    specs = {}
    for name, weeks, every in (("fan-wide", SHOWN_WEEKS, 1), ("fan-narrow", NARROW_WEEKS, 2)):
        values = _fan_values(series, weeks)
        shown = [value["at"] for value in values]
        marks = [change["week"] for change in series.changes if change["week"] in shown]
        specs[name] = both("fan", drawings.fan(values, _months(shown, every), unit, names, marks), wide=True)[name]
    return specs


def _fan_values(series: SeriesForecast, weeks: int) -> list[dict[str, Any]]:
    """What was and what is foreseen; the fan opens at the last week that was."""
    past = [{"at": week.isoformat(), "was": amount} for week, amount in _past(series)[-weeks:]]
    ahead = [
        {"at": week["week"], **{key: value for key, value in week.items() if key not in ("week", "from_sales")}}
        for week in series.ahead
    ]
    if ahead and past:
        last = past[-1]["was"]
        ranges = {f"{end}{level}": last for level in (50, 80, 95) for end in ("low", "high")}
        past[-1] = {**past[-1], "likely": last, **ranges}
    return [*past, *ahead]


def _fan(series: SeriesForecast, drawn: dict[str, Any]) -> dict[str, Any]:
    rows = [[worded(_date(week["week"]), "week", ""), *_cells(series, week)] for week in series.ahead]
    return {
        "wide": True,
        "title": _("The coming weeks"),
        "text": _fan_text(series),
        "svg": format_html_join("", "{}", ([svg] for name, svg in drawn.items() if name.startswith("fan-"))),
        "headers": [
            _("Week"), _("Likely"), _("Out of sales made"), _("80 % from"), _("80 % to"), _("95 % from"),
            _("95 % to"), _("Baseline"),
        ],
        "rows": rows,
    }  # fmt: skip


def _fan_text(series: SeriesForecast) -> str:
    said = _("Shaded: the ranges that hold half, four fifths and 19 of 20 weeks.")
    return f"{said} {_('Dotted lines: weeks from which on it was another level.')}" if series.changes else said


def _cells(series: SeriesForecast, week: dict[str, Any]) -> list[str]:
    names = ("likely", "from_sales", "low80", "high80", "low95", "high95", "baseline")
    return [format_money(week[name], series.currency) for name in names]


def _coverage_specs(tests: Sequence[ForecastBacktest]) -> dict[str, Spec]:
    if len(tests) < 2:
        return {}
    names = [_("50 % range"), _("80 % range"), _("95 % range")]
    values = [
        {
            "ahead": test.weeks_ahead,
            "series": name,
            "value": round(100 * getattr(test, f"inside{level}") / test.judged),
            "promised": level,
        }
        for test in tests
        for name, level in zip(names, (50, 80, 95), strict=True)
    ]
    ticks = [test.weeks_ahead for test in tests if test.weeks_ahead in (1, 4, 7, 10, 13)]
    return both("coverage", drawings.shares(values, "datum.value + ' %'", names, ticks))


def _backtest(series: SeriesForecast, tests: Sequence[ForecastBacktest], drawn: dict[str, Any]) -> list[dict[str, Any]]:
    if not tests:
        return []
    return [
        {
            "wide": False,
            "title": _("Did the ranges hold?"),
            "text": _(
                "Past weeks that lay inside the range foreseen for them, by how many weeks before. Dashed: what was"
                " promised."
            ),
            "svg": format_html_join("", "{}", ([svg] for name, svg in drawn.items() if name.startswith("coverage-"))),
            "headers": [
                _("Weeks ahead"), _("Weeks judged"), _("50 %"), _("80 %"), _("95 %"), _("Error to the baseline’s"),
            ],
            "rows": [_tested(test) for test in tests],
        }
    ]  # fmt: skip


def _tested(test: ForecastBacktest) -> list[str]:
    inside = [f"{round(100 * getattr(test, f'inside{level}') / test.judged)}\u202f%" for level in (50, 80, 95)]
    return [str(test.weeks_ahead), str(test.judged), *inside, "–" if test.mase is None else f"{test.mase:.2f}"]


def _past(series: SeriesForecast) -> list[tuple[date, int]]:
    first = series.first_week.toordinal()
    return [(date.fromordinal(first + 7 * number), value) for number, value in enumerate(series.values)]


def _months(weeks: Sequence[str], every: int) -> dict[str, str | list[str]]:
    """Name a month at its first Monday, the first one and each January with its year."""
    labels: dict[str, str | list[str]] = {}
    for text in weeks:
        week = _date(text)
        if week.day <= 7 and week.month % every == 0:
            said = date_format(week, "M")
            labels[text] = [said, str(week.year)] if week.month <= every or not labels else said
    return labels


def _date(text: str) -> date:
    return date.fromisoformat(text)
