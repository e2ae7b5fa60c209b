"""Disputes twice over: what happened by the day of the dispute, and how many came of the payments of a day."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.models import DisputeResult, ResultDay
from disputes.results.figures import ALL, CATEGORY, Line, Results, read_results
from reporting import chart_specs as draw
from reporting.boards import parts
from reporting.boards.asked import Asked
from reporting.boards.buckets import Buckets, buckets_of
from reporting.boards.building import time_values, unit_axis
from reporting.boards.discovery import Dashboard
from reporting.boards.links import list_behind
from reporting.boards.parts import Board, Cell, Column, Figure, Panel, Table, share
from reporting.boards.sums import Sums
from reporting.facts.dimensions import first_of
from reporting.facts.slices import Slice
from reporting.periods import Period

OPENED, ENDED = ResultDay.Basis.OPENED, ResultDay.Basis.ENDED
FEW_DAYS = 120
"""So long a cardholder usually may dispute: the rate of younger payments still grows."""


def read(asked: Asked) -> Board:
    sums, buckets = Sums(asked), buckets_of(asked.period)
    opened, ended = (_results(asked.period, asked.currency, basis) for basis in (OPENED, ENDED))
    panels = [
        _activity(sums, buckets),
        _rate(sums, buckets),
        _categories(sums, opened),
        _endings(sums, buckets),
    ]
    return Board(_figures(sums, opened, ended), panels, _notes(asked))


def _notes(asked: Asked) -> list[str]:
    said = [_("What was won, recovered and lost is of disputes that ended in these days; activity is of those opened.")]
    if asked.where:
        said.append(_("The account narrows the rate by day of the charge; the other figures are of all accounts."))
    if asked.converted:
        said.append(_("Disputes are not converted: these are those in %s.") % asked.currency)
    return said


def _results(period: Period, currency: str, basis: str) -> Line:
    found: Results = read_results(period, basis, currency, with_people=False)
    return found.totals.get(currency, Line(ALL, "", ""))


def _figures(sums: Sums, opened: Line, ended: Line) -> list[Figure]:
    slice_, currency = sums.asked.slice, sums.currency
    earlier, earlier_ended = (_results(slice_.before().period, currency, basis) for basis in (OPENED, ENDED))
    year, year_ended = (_results(slice_.year_before().period, currency, basis) for basis in (OPENED, ENDED))
    rates = [_rate_of(sums, one) for one in (slice_, slice_.before(), slice_.year_before())]
    missed = [_missed(one.period, currency) for one in (slice_, slice_.before(), slice_.year_before())]
    won = [share(one.fought_won, one.fought) for one in (ended, earlier_ended, year_ended)]
    ended_url = _inbox(sums, slice_.period, "ended")
    return [
        Figure(
            "opened",
            _("Opened (by day of the dispute)"),
            parts.COUNT,
            opened.cases,
            earlier.cases,
            year.cases,
            _inbox(sums, slice_.period, "opened"),
            good_when="down",
        ),
        Figure(
            "rate",
            _("Of payments (by day of the charge)"),
            parts.SHARE,
            rates[0],
            rates[1],
            rates[2],
            list_behind("disputed", sums.own()),
            good_when="down",
        ),
        Figure(
            "win_rate",
            _("Won of those fought"),
            parts.SHARE,
            won[0],
            won[1],
            won[2],
            _inbox(sums, slice_.period, "ended", state="won"),
            good_when="up",
        ),
        Figure(
            "recovered",
            _("Recovered"),
            parts.MONEY,
            ended.recovered_minor,
            earlier_ended.recovered_minor,
            year_ended.recovered_minor,
            ended_url,
            good_when="up",
        ),
        Figure(
            "cost",
            _("Lost, with fees"),
            parts.MONEY,
            ended.cost_minor,
            earlier_ended.cost_minor,
            year_ended.cost_minor,
            ended_url,
            good_when="down",
        ),
        Figure(
            "missed",
            _("Deadlines missed"),
            parts.COUNT,
            missed[0],
            missed[1],
            missed[2],
            _inbox(sums, slice_.period, "ended", state="expired"),
            good_when="down",
        ),
    ]


def _missed(period: Period, currency: str) -> int:
    rows = DisputeResult.objects.filter(ended_on__gte=period.first_on, ended_on__lte=period.last_on)
    return rows.filter(state="expired", is_own=True, currency=currency).count()


def _inbox(sums: Sums, period: Period, basis: str, **further: str) -> str:
    days = {f"{basis}_from": period.first_on, f"{basis}_to": period.last_on}
    return f"{reverse('disputes:inbox')}?{urlencode({'tab': 'all', 'currency': sums.currency, **days, **further})}"


def _summed(sums: Sums, buckets: Buckets, basis: str) -> dict[date, dict[str, int]]:
    names = ("cases", "won", "fought", "fought_won", "disputed_minor", "recovered_minor", "lost_minor")
    period = sums.asked.period
    days = ResultDay.objects.filter(basis=basis, side=ALL, currency=sums.currency)
    days = days.filter(day__gte=period.first_on, day__lte=period.last_on)
    found: dict[date, dict[str, int]] = {}
    for row in days.values("day", *names):
        into = found.setdefault(first_of(buckets.step, row["day"]), dict.fromkeys(names, 0))
        for name in names:
            into[name] += int(row[name])
    return found


def _activity(sums: Sums, buckets: Buckets) -> Panel:
    found = _summed(sums, buckets, OPENED)
    columns = [
        buckets.column,
        Column("opened", _("Opened")),
        Column("disputed", _("Disputed"), parts.MONEY),
        Column("won", _("Won of them")),
    ]
    rows = []
    for start in buckets.starts:
        row, period = found.get(start, {}), buckets.of(start)
        url = _inbox(sums, period, "opened")
        rows.append(
            [
                Cell(start),
                Cell(row.get("cases", 0), url),
                Cell(row.get("disputed_minor", 0), url),
                Cell(row.get("won", 0), _inbox(sums, period, "opened", state="won")),
            ]
        )
    table = Table("disputes-opened", _("Activity, by day of the dispute"), columns, rows)
    spec = draw.columns(time_values(sums, buckets, table, 1), buckets.labels(), draw.WHOLE_AXIS, draw.BLUE)
    text = _("When disputes were opened, whatever day was charged: the work of these days.")
    return Panel(_reversed(table), text, draw.both("disputes-opened", spec) if found else {})


RATE = ("disputed", "payments")


def _rate_of(sums: Sums, slice_: Slice) -> int | None:
    found = sums.total(RATE, slice_)
    return share(found["disputed"], found["payments"])


def _rate(sums: Sums, buckets: Buckets) -> Panel:
    found = sums.by(buckets.step, RATE)
    columns = [
        buckets.column,
        Column("rate", _("Disputed of payments"), parts.SHARE),
        Column("disputed", _("Payments disputed")),
        Column("payments", _("Payments")),
    ]
    rows = []
    for start in buckets.starts:
        row, own = found.get(start, {}), sums.own().within(buckets.of(start))
        disputed, payments = (row.get(name, 0) for name in RATE)
        url = list_behind("disputed", own)
        rows.append(
            [
                Cell(start),
                Cell(share(disputed, payments), url),
                Cell(disputed, url),
                Cell(payments, list_behind("payments", own)),
            ]
        )
    table = Table("disputes-rate", _("Rate, by day of the charge"), columns, rows)
    values = time_values(sums, buckets, table, 1)
    names = [str(columns[1].label)]
    spec = draw.lines(values, buckets.labels(), draw.SHARE_AXIS, names, buckets.keys())
    text = (
        _("How many payments of these days were disputed until now. Younger than %d days, the rate still grows.")
        % FEW_DAYS
    )
    return Panel(_reversed(table), text, draw.both("disputes-rate", spec) if values else {})


def _categories(sums: Sums, opened: Line) -> Panel:
    found = read_results(sums.asked.period, OPENED, sums.currency, with_people=False)
    lines = found.sides.get(CATEGORY, []) if found.currency == sums.currency else []
    columns = [
        Column("category", _("Reason"), parts.TEXT),
        Column("cases", _("Disputes")),
        Column("disputed", _("Disputed"), parts.MONEY),
        Column("won", _("Won of those fought"), parts.SHARE),
        Column("recovered", _("Recovered"), parts.MONEY),
        Column("cost", _("Lost, with fees"), parts.MONEY),
    ]
    rows, values = [], []
    for line in lines:
        url = _inbox(sums, sums.asked.period, "opened", category=line.value)
        rows.append(
            [
                Cell(line.value, url, line.label),
                Cell(line.cases, url),
                Cell(line.disputed_minor, url),
                Cell(share(line.fought_won, line.fought)),
                Cell(line.recovered_minor),
                Cell(line.cost_minor),
            ]
        )
        values.append({"name": line.label, "value": line.cases, **draw.leading_to(url, f"{line.label}: {line.cases}")})
    table = Table("disputes-by-category", _("By reason"), columns, rows)
    spec = draw.rows_of_bars(values, draw.WHOLE_AXIS, draw.OCHRE)
    return Panel(
        table,
        _("What the banks said, of disputes opened in these days."),
        draw.both("disputes-by-category", spec) if values else {},
    )


def _endings(sums: Sums, buckets: Buckets) -> Panel:
    found = _summed(sums, buckets, ENDED)
    period = sums.asked.period
    missed: dict[date, int] = {}
    expired = DisputeResult.objects.filter(state="expired", is_own=True, currency=sums.currency)
    expired = expired.filter(ended_on__gte=period.first_on, ended_on__lte=period.last_on)
    for day, number in expired.values_list("ended_on").annotate(number=Count("pk")):
        start = first_of(buckets.step, day)
        missed[start] = missed.get(start, 0) + number
    columns = [
        buckets.column,
        Column("recovered", _("Recovered"), parts.MONEY),
        Column("lost", _("Written off"), parts.MONEY),
        Column("win_rate", _("Won of those fought"), parts.SHARE),
        Column("missed", _("Deadlines missed")),
    ]
    rows = []
    for start in buckets.starts:
        row, days = found.get(start, {}), buckets.of(start)
        rows.append(
            [
                Cell(start),
                Cell(row.get("recovered_minor", 0), _inbox(sums, days, "ended")),
                Cell(row.get("lost_minor", 0), _inbox(sums, days, "ended")),
                Cell(share(row.get("fought_won", 0), row.get("fought", 0)), _inbox(sums, days, "ended", state="won")),
                Cell(missed.get(start, 0), _inbox(sums, days, "ended", state="expired")),
            ]
        )
    table = Table("disputes-ended", _("How they ended"), columns, rows)
    values = [value for place in (1, 2) for value in time_values(sums, buckets, table, place)]
    names = [str(columns[1].label), str(columns[2].label)]
    spec = draw.stacks(values, buckets.labels(), unit_axis(parts.MONEY, sums.currency), names, buckets.keys())
    text = _("Money of disputes by the day on which they ended.")
    return Panel(_reversed(table), text, draw.both("disputes-ended", spec) if found else {})


def _reversed(table: Table) -> Table:
    return Table(table.name, table.title, table.columns, list(table.rows)[::-1])


DASHBOARD = Dashboard(
    "disputes",
    4,
    gettext_lazy("Disputes"),
    gettext_lazy("What disputes did in these days, and how many came of the payments of these days."),
    read,
    ("account",),
)
