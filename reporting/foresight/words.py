"""What a forecast saw, did and cannot know, in plain sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers import dates
from customers.money import format_money
from reporting.facts.dimensions import DIMENSIONS, value_labels
from reporting.models import SeriesForecast

Grade = SeriesForecast.Grade


def verdict(series: SeriesForecast) -> tuple[str, str, str]:
    """Tone, title and sentence of how far it is to be trusted."""
    match series.grade:
        case Grade.TESTED:
            return (
                "ok",
                _("It held in the backtest"),
                _(
                    "Of 100 past weeks, %(inside)d lay inside the 80 %% range that was foreseen for them; the error was"
                    " %(error)d %% of that of the simple baseline."
                )
                % {"inside": round(100 * (series.covered80 or 0)), "error": round(100 * (series.mase or 0))},
            )
        case Grade.ROUGH:
            return (
                "warn",
                _("Rough: there is little history"),
                _("What follows is better than nothing. Do not plan by it alone."),
            )
        case Grade.UNSURE:
            return (
                "warn",
                _("It did not hold in the backtest"),
                _(
                    "What was foreseen for past weeks did not keep its promise; this shop's coming weeks cannot be"
                    " known well."
                ),
            )
        case _:
            return (
                "warn",
                _("This cannot be known"),
                _("There is too little history to foresee anything. What is known stands below."),
            )


def sentences(series: SeriesForecast) -> list[str]:
    """The notes, in order."""
    return [text for note in series.notes if (text := _sentence(note, series.currency))]


def _sentence(note: Mapping[str, Any], currency: str) -> str:
    code = note["code"]
    if code.startswith("way_"):
        return _way(code.removeprefix("way_"))
    return _told(code, {**note, "currency": currency})


def _told(code: str, facts: Mapping[str, Any]) -> str:
    match code:
        case "saw":
            return ngettext("It saw %(weeks)d whole week.", "It saw %(weeks)d whole weeks.", facts["weeks"]) % facts
        case "nothing_happened":
            return _("Nothing of this kind has happened in %(currency)s: whether it will cannot be known.") % facts
        case "too_few_weeks":
            return _("Something happened in %(busy)d weeks only; %(least)d are needed to foresee anything.") % facts
        case "little_history":
            return (
                _(
                    "%(weeks)d weeks are little: only %(ahead)d weeks ahead are shown, and %(judged)d past weeks are"
                    " too few to prove the ranges."
                )
                % facts
            )
        case "ranges_did_not_hold":
            return _("%(percent)d %% of the past weeks lay inside their 80 %% ranges; 70 to 90 would be right.") % facts
        case "no_better_than_naive":
            return _("It erred no less than simply repeating the past: there is no pattern that could be used.")
        case "season_unknown":
            return (
                _(
                    "Whether the year has a season cannot be known: that takes %(least)d weeks. A coming holiday peak"
                    " would not be foreseen."
                )
                % facts
            )
        case "sparse":
            return (
                _(
                    "In %(empty)d of the last %(weeks)d weeks nothing happened. The ranges are those of the weeks seen;"
                    " no single week can be foreseen."
                )
                % facts
            )
        case "sales_unknown":
            return ""
        case _:
            return ""


def _way(way: str) -> str:
    """Which way was chosen, by what it did in the backtest."""
    return {
        "naive": _("Chosen: the same week a year before, or the last week again. Nothing did better."),
        "level": _("Chosen: the level of the newest weeks, smoothed."),
        "trend": _("Chosen: level and trend of the newest weeks; the trend dies away."),
        "season": _("Chosen: the year's season on the level of the newest weeks."),
        "season_trend": _("Chosen: the year's season on level and trend of the newest weeks."),
        "season_sharp": _("Chosen: the mark of each week of the year on the level of the newest weeks."),
        "blend": _("Chosen: the mean of three ways to read the season."),
        "sales": _("Chosen: the sales already made, by what goes back at each age, and the sales to come."),
        "sales_lately": _("Chosen: the sales already made, by what went back at each age in the newest 20 weeks."),
        "sparse": _("Chosen: the weeks of the last year as they were, because most are empty."),
    }.get(way, "")


def changes(series: SeriesForecast) -> list[str]:
    return [
        _("From the week of %(week)s on: usually %(after)s a week, before that %(before)s.") % {
            "week": _day(change["week"]),
            "after": format_money(change["after"], series.currency),
            "before": format_money(change["before"], series.currency),
        }
        for change in series.changes
    ]  # fmt: skip


def oddities(series: SeriesForecast) -> list[tuple[str, list[str]]]:
    """Each strange week, and the parts of the business that moved it."""
    return [
        (_odd(odd, series.currency), [_part(part, series.currency) for part in odd["parts"]]) for odd in series.oddities
    ]


def _odd(odd: Mapping[str, Any], currency: str) -> str:
    facts = {
        "week": _day(odd["week"]),
        "value": format_money(odd["value"], currency),
        "low": format_money(odd["low"], currency),
        "high": format_money(odd["high"], currency),
    }
    return _("The week of %(week)s: %(value)s, where %(low)s to %(high)s were foreseen.") % facts


def _part(part: Mapping[str, Any], currency: str) -> str:
    label = value_labels(part["side"], [part["value"]])[part["value"]]
    return _("%(side)s “%(value)s”: %(found)s, usually %(usual)s.") % {
        "side": DIMENSIONS[part["side"]].label,
        "value": label,
        "found": format_money(part["found"], currency),
        "usual": format_money(part["usual"], currency),
    }


def why_unknown(code: str) -> str:
    return {
        "too_few_weeks": _("Too little has happened in this currency to foresee what leaves the account."),
    }.get(code, "")


def _day(text: str) -> str:
    return dates.day(date.fromisoformat(text), dates.LONG)
