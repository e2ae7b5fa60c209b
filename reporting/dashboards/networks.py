"""The radar: how near the card networks' limits are, where the month will end, and what refunds now would change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from disputes.weighing.programmes import LAST_MONTH, THREE_MONTHS, Programme, programmes_on
from reporting import chart_specs as draw
from reporting.boards import parts
from reporting.boards.asked import Asked
from reporting.boards.discovery import Dashboard
from reporting.boards.links import list_behind
from reporting.boards.parts import Board, Cell, Column, Figure, Panel, Table, share
from reporting.boards.words import percent_exactly, worded
from reporting.facts.slices import Slice
from reporting.networks.count import last_counted
from reporting.networks.radar import Blip, as_numbers, month_end, periods_of, read_months, read_radar
from reporting.networks.what_if import avoided_by, read_candidates

MONTHS = 13
LEVELS = {
    "over": gettext_lazy("Above the limit"),
    "coming": gettext_lazy("Will probably reach it this month"),
    "near": gettext_lazy("May reach it"),
    "far": gettext_lazy("Far from the limit"),
}
TONES = {"over": "bad", "coming": "bad", "near": "warn", "far": "ok"}
ACQUIRER = "vamp_acquirer"
"""A limit of the acquirer over all its merchants: a shop above it is pressed, not fined."""


def read(asked: Asked) -> Board:
    accounts = asked.where.get("account", ())
    blips = read_radar(asked.today, accounts, avoided_by(read_candidates(accounts, asked.chosen)))
    panels = [_radar(asked, blips), _months(asked, accounts)] if blips else []
    return Board(
        [_figure(asked, blip) for blip in blips if blip.programme.code in ("vamp", "ecm", "paypal")],
        panels,
        [str(note) for note in _NOTES],
    )


_NOTES = [
    gettext_lazy(
        "A chargeback counts once opened, won or lost. A refunded inquiry and a case ended by the network do not."
    ),
    gettext_lazy("Visa counts a warning and the dispute about the same payment twice."),
    gettext_lazy(
        "The rest of the month is expected to be like the last four weeks. The range holds eight times in ten."
    ),
    gettext_lazy(
        "Mastercard's fraud programme (EFM) needs the share of 3-D Secure, which is not known here: it is not counted."
    ),
]


def further(asked: Asked) -> dict[str, Any]:
    """The sentences of each programme, and what can be refunded now."""
    accounts = asked.where.get("account", ())
    candidates = read_candidates(accounts, asked.chosen)
    avoided = avoided_by(candidates)
    blips = read_radar(asked.today, accounts, avoided)
    return {
        "blips": [{"at": blip, "level": _level(blip), "tone": _tone(blip), "words": sentences(blip)} for blip in blips],
        "candidates": candidates,
        "any_chosen": any(one.chosen for one in candidates),
        "counted_at": last_counted(),
        "month": date_format(asked.today, "F Y"),
    }


def _level(blip: Blip) -> str:
    if blip.programme.code == ACQUIRER and blip.level in ("over", "coming"):
        return _("Above what the acquirer must keep over all its shops")
    return str(LEVELS[blip.level])


def _tone(blip: Blip) -> str:
    return "warn" if blip.programme.code == ACQUIRER and blip.level != "far" else TONES[blip.level]


def sentences(blip: Blip) -> list[str]:
    """What the radar says of one programme, as a person would."""
    said = [_compared(blip)]
    if not blip.counts:
        said.append(_("It looks at shops with more than %d sales only.") % (blip.programme.least_sales - 1))
    elif blip.until:
        said.append(
            ngettext(
                "%(number)d more until the limit of %(limit)s.",
                "%(number)d more until the limit of %(limit)s.",
                blip.until,
            )
            % {"number": blip.until, "limit": limit_words(blip.programme)}
        )
    else:
        said.append(_("The limit of %s is reached.") % limit_words(blip.programme))
    said.append(
        _("Expected at the month's end: %(expected)d (%(low)d to %(high)d) of %(allowed)d.")
        % {"expected": round(blip.expected), "low": blip.low, "high": blip.high, "allowed": blip.allowed}
    )
    if blip.avoided:
        said.append(
            _("With the chosen refunds: %(expected)s instead of %(before)s.")
            % {"expected": f"{blip.expected - blip.avoided:.1f}", "before": f"{blip.expected:.1f}"}
        )
    return said


def limit_words(programme: Programme) -> str:
    if programme.least_cases:
        return _("%(share)s and %(cases)d cases") % {
            "share": percent_exactly(programme.limit),
            "cases": programme.least_cases,
        }
    return percent_exactly(programme.limit)


def _compared(blip: Blip) -> str:
    words = {
        "cases": blip.cases,
        "sales": worded(blip.sales, parts.COUNT, ""),
        "share": worded(blip.share, parts.SHARE, ""),
    }
    if blip.programme.sales_of == THREE_MONTHS:
        return _("%(cases)d cases of %(sales)s sales in three months: %(share)s.") % words
    if blip.programme.sales_of == LAST_MONTH:
        return _("%(cases)d cases this month against %(sales)s sales of the month before: %(share)s.") % words
    return _("%(cases)d cases of %(sales)s sales this month: %(share)s.") % words


def _figure(asked: Asked, blip: Blip) -> Figure:
    cases, _sales = _lists(asked, blip.programme, asked.today.replace(day=1), asked.today)
    return Figure(blip.programme.code, blip.programme.name, parts.SHARE, blip.share, url=cases, note=_until(blip))


def _until(blip: Blip) -> str:
    if not blip.counts:
        return _("Looks at more than %d sales only") % (blip.programme.least_sales - 1)
    return _("%d more until the limit") % blip.until if blip.until else _("Limit reached")


def _lists(asked: Asked, programme: Programme, month: date, until: date) -> tuple[str, str]:
    """The cases of a month that a programme counts, and the sales that it compares them with."""
    where = {
        "network": (programme.network,),
        **({"account": asked.where["account"]} if "account" in asked.where else {}),
    }
    own, compared = periods_of(programme, month, until)
    cases = "network_cases" if programme.counts_warnings else "chargebacks"
    return list_behind(cases, Slice(own, where)), list_behind("payments", Slice(compared, where))


def _radar(asked: Asked, blips: Sequence[Blip]) -> Panel:
    columns = [
        Column("programme", _("Programme"), parts.TEXT),
        Column("cases", _("Cases")),
        Column("sales", _("Compared with")),
        Column("share", _("Share"), parts.SHARE),
        Column("limit", _("Limit"), parts.SHARE),
        Column("allowed", _("Reached with")),
        Column("until", _("More until")),
        Column("expected", _("Expected")),
        Column("low", _("At least")),
        Column("high", _("At most")),
    ]
    rows, values = [], []
    for blip in blips:
        numbers = as_numbers(blip)
        cases, sales = _lists(asked, blip.programme, asked.today.replace(day=1), asked.today)
        urls = {"cases": cases, "share": cases, "sales": sales}
        row = [Cell(blip.programme.code, cases, blip.programme.name)]
        row += [Cell(numbers[column.name], urls.get(column.name, "")) for column in columns[1:]]
        rows.append(row)
        used = {
            name: blip.used(value)
            for name, value in (
                ("now", blip.cases),
                ("expected", blip.expected - blip.avoided),
                ("low", blip.low),
                ("high", blip.high),
            )
        }
        said = f"{blip.programme.name}: {worded(blip.share, parts.SHARE, '')}"
        values.append({"name": blip.programme.name, **used, **draw.leading_to(cases, said)})
    spec = draw.limits(values, (_("Now"), _("Expected until the month ends"), _("The limit")))
    text = _("How much of each limit is used: now, and probably at the month's end. The line is the range.")
    return Panel(
        Table("radar", _("How near the limits are"), columns, rows),
        text,
        draw.both("radar", spec, wide=True),
        wide=True,
    )


def _months(asked: Asked, accounts: Sequence[str]) -> Panel:
    found = read_months(asked.today, accounts, MONTHS)
    shown = {
        code: rows for code, rows in found.items() if code in ("vamp", "ecm", "paypal") and any(row[2] for row in rows)
    }
    names = {"vamp": "VAMP", "ecm": "ECM", "paypal": "PayPal"}
    columns = [Column("month", _("Month"), parts.MONTH)]
    for code in shown:
        columns += [Column(f"{code}_cases", _("%s cases") % names[code]), Column(code, names[code], parts.SHARE)]
    months = [row[0] for row in next(iter(shown.values()), [])]
    rows, values = [], []
    programmes = {one.code: one for one in programmes_on(asked.today)}
    for place, month in enumerate(months):
        cells = []
        for code, of_code in shown.items():
            _month, cases, sales = of_code[place]
            url, _sales = _lists(asked, programmes[code], month, month_end(month))
            cells += [Cell(cases, url), Cell(share(cases, sales), url)]
            if sales:
                said = f"{worded(month, parts.MONTH, '')}: {names[code]} {worded(share(cases, sales), parts.SHARE, '')}"
                values.append(
                    {
                        "at": month.isoformat(),
                        "series": names[code],
                        "value": share(cases, sales),
                        **draw.leading_to(url, said),
                    }
                )
        rows.append([Cell(month), *cells])
    labels = {month.isoformat(): date_format(month, "M") for month in months}
    spec = draw.lines(values, labels, draw.SHARE_AXIS, [names[code] for code in shown], [m.isoformat() for m in months])
    table = Table("networks-by-month", _("Month by month"), columns, rows[::-1])
    text = _("The shares that the networks look at.")
    return Panel(table, text, draw.both("networks-by-month", spec, wide=True) if values else {}, wide=True)


DASHBOARD = Dashboard(
    "networks",
    7,
    gettext_lazy("Networks"),
    gettext_lazy("How near the shop is to the limits above which card networks and acquirers act."),
    read,
    ("account",),
    template="reporting/networks.html",
    days=False,
    further=further,
)
