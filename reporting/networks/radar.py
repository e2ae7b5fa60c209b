"""Where the shop stands before each limit, where the month will probably end, and what a refund now would change.

The rest of the month is expected to be like the last four weeks. How many cases come is then a Poisson number, and the
range is that in which it lies eight times in ten. All shares are of ten thousand.
"""

from __future__ import annotations

import math
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Sum

from disputes.weighing.chance import WHOLE
from disputes.weighing.programmes import LAST_MONTH, THREE_MONTHS, Programme, programmes_on
from reporting.models import NetworkDay
from reporting.periods import Period, last_months

WEEKS_BEHIND = 4
LOW, HIGH = 0.1, 0.9


@dataclass(frozen=True, slots=True)
class Blip:
    """One programme on one day: `cases` against `sales`, and how many cases the month will probably end with.

    `avoided` is how many of the expected cases refunds now would keep away.
    """

    programme: Programme
    cases: int
    sales: int
    expected: float
    low: int
    high: int
    expected_sales: int
    avoided: float = 0.0

    @property
    def share(self) -> int | None:
        return _share(self.cases, self.sales)

    @property
    def expected_share(self) -> int | None:
        return _share(self.expected, self.expected_sales)

    @property
    def counts(self) -> bool:
        """Whether the programme looks at a shop with so few sales."""
        return self.expected_sales >= self.programme.least_sales

    @property
    def allowed(self) -> int:
        """The number of cases that reaches both limits, with the sales that the month will probably have."""
        of_sales = math.ceil(self.programme.limit * max(self.expected_sales, 1) / WHOLE)
        return max(of_sales, self.programme.least_cases, 1)

    @property
    def until(self) -> int:
        """How many more cases until the limit; 0 where it is reached."""
        return max(self.allowed - self.cases, 0)

    def used(self, cases: float) -> float:
        """Which part of the limit that many cases use; the limit itself is 1."""
        return cases / self.allowed

    @property
    def level(self) -> str:
        """ "over" where it is reached, "coming" where it probably will be this month, "near" where it may, or "far"."""
        if not self.counts:
            return "far"
        if self.cases >= self.allowed:
            return "over"
        if self.expected - self.avoided >= self.allowed:
            return "coming"
        return "near" if self.high >= self.allowed or self.used(self.cases) >= 2 / 3 else "far"


def read_radar(today: date, accounts: Sequence[str] = (), avoided: Mapping[str, float] | None = None) -> list[Blip]:
    """Every programme of a network that the shop has sold over lately, as of this day."""
    days = _days(today, accounts)
    found = (
        _blip(programme, days, today, (avoided or {}).get(programme.network, 0.0)) for programme in programmes_on(today)
    )
    return [blip for blip in found if blip.sales or blip.cases or blip.expected_sales]


def read_months(today: date, accounts: Sequence[str], months: int) -> dict[str, list[tuple[date, int, int]]]:
    """For each programme its last months: the first day, cases, and the sales they are compared with."""
    days = _days(today, accounts, months + 3)
    rows: dict[str, list[tuple[date, int, int]]] = {}
    for month in last_months(today, months):
        for programme in programmes_on(month_end(month)):
            cases, sales = _counted(programme, days, month, month_end(month))
            rows.setdefault(programme.code, []).append((month, cases, sales))
    return rows


Days = Mapping[str, Mapping[date, Mapping[str, int]]]
"""By network and day, what was counted."""


def _days(today: date, accounts: Sequence[str], months: int = 4) -> Days:
    rows = NetworkDay.objects.filter(day__gte=last_months(today, months)[0]).exclude(network="")
    if accounts:
        rows = rows.filter(account__in=accounts)
    names = ("payments", "disputes", "warnings")
    found: dict[str, dict[date, dict[str, int]]] = {}
    row: Any
    for row in rows.values("network", "day").annotate(**{f"sum_{name}": Sum(name) for name in names}):
        found.setdefault(row["network"], {})[row["day"]] = {name: row[f"sum_{name}"] for name in names}
    return found


def _blip(programme: Programme, days: Days, today: date, avoided: float) -> Blip:
    month = today.replace(day=1)
    cases, sales = _counted(programme, days, month, today)
    ahead = (month_end(month) - today).days
    lately = Period(today - timedelta(weeks=WEEKS_BEHIND), today - timedelta(days=1))
    rate = _sum(programme, days, lately, cases=True) / (7 * WEEKS_BEHIND)
    to_come = rate * ahead
    more_sales = (
        0
        if programme.sales_of == LAST_MONTH
        else round(_sum(programme, days, lately, cases=False) / (7 * WEEKS_BEHIND) * ahead)
    )
    return Blip(
        programme,
        cases,
        sales,
        cases + to_come,
        cases + poisson(LOW, to_come),
        cases + poisson(HIGH, to_come),
        sales + more_sales,
        min(avoided, to_come) if avoided else 0.0,
    )


def periods_of(programme: Programme, month: date, until: date) -> tuple[Period, Period]:
    """The days of which a programme counts cases, and those with whose sales it compares them."""
    own = Period(month, until)
    if programme.sales_of == THREE_MONTHS:
        own = Period(last_months(month, 3)[0], until)
    if programme.sales_of == LAST_MONTH:
        before = last_months(month, 2)[0]
        return own, Period(before, month_end(before))
    return own, own


def _counted(programme: Programme, days: Days, month: date, until: date) -> tuple[int, int]:
    own, compared = periods_of(programme, month, until)
    return _sum(programme, days, own, cases=True), _sum(programme, days, compared, cases=False)


def _sum(programme: Programme, days: Days, period: Period, *, cases: bool) -> int:
    counted = (n for day, n in days.get(programme.network, {}).items() if period.first_on <= day <= period.last_on)
    if not cases:
        return sum(row["payments"] for row in counted)
    return sum(row["disputes"] + (row["warnings"] if programme.counts_warnings else 0) for row in counted)


def poisson(part: float, mean: float) -> int:
    """The number that is not exceeded in this part of all cases; beyond 700 by the normal law, which is close there."""
    if mean <= 0:
        return 0
    if mean > 700:
        return max(round(mean + (1.2816 if part > 0.5 else -1.2816) * math.sqrt(mean)), 0)
    number, term = 0, math.exp(-mean)
    reached = term
    while reached < part:
        number += 1
        term *= mean / number
        reached += term
    return number


def _share(cases: float, sales: int) -> int | None:
    return round(cases * WHOLE / sales) if sales else None


def month_end(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


def as_numbers(blip: Blip) -> dict[str, Any]:
    """A blip as a program reads it."""
    names = ("cases", "sales", "share", "expected_sales", "expected_share", "allowed", "until", "level", "low", "high")
    return {
        "programme": blip.programme.code,
        "network": blip.programme.network,
        "limit": blip.programme.limit,
        "least_cases": blip.programme.least_cases,
        "source": blip.programme.source,
        "valid_from": blip.programme.valid_from,
        "expected": round(blip.expected),
        **{name: getattr(blip, name) for name in names},
    }
