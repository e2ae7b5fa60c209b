"""The results of a period, read off the sums of its days. Currencies are never added to each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from customers.models import User
from customers.shop_days import Period
from disputes.evidence.pieces import PIECES
from disputes.inbox.filters import networks
from disputes.models import Dispute, ResultDay
from disputes.results.count import last_counted
from disputes.results.odds import Share, share

ALL, CATEGORY, NETWORK, ACCOUNT, PIECE, PERSON = "all", "category", "network", "account", "piece", "person"
SIDES = (CATEGORY, NETWORK, ACCOUNT, PIECE, PERSON)
Basis = ResultDay.Basis

_SUMMED = (
    "cases", "ended", "won", "fought", "fought_won", "answered", "answer_seconds", "disputed_minor",
    "recovered_minor", "lost_minor", "fees_minor", "counter_fees_minor", "fees_returned_minor",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: all disputes, or those of one value of a side. Amounts in minor units."""

    side: str
    value: str
    label: str
    cases: int = 0
    ended: int = 0
    won: int = 0
    fought: int = 0
    fought_won: int = 0
    answered: int = 0
    answer_seconds: int = 0
    disputed_minor: int = 0
    recovered_minor: int = 0
    lost_minor: int = 0
    fees_minor: int = 0
    counter_fees_minor: int = 0
    fees_returned_minor: int = 0

    @property
    def win_rate(self) -> Share:
        """Of the cases that were answered with evidence and then won or lost."""
        return share(self.fought_won, self.fought)

    @property
    def cost_minor(self) -> int:
        """What was lost for good, and the fees less what came back of them."""
        return self.lost_minor + self.fees_minor + self.counter_fees_minor - self.fees_returned_minor

    @property
    def days_to_answer(self) -> float | None:
        """On average, from the opening to the first answer."""
        return self.answer_seconds / self.answered / timedelta(days=1).total_seconds() if self.answered else None


@dataclass(frozen=True, slots=True)
class Results:
    """What the page shows for one currency; no currency means that no dispute falls into the period."""

    period: Period
    basis: str
    counted_at: datetime | None
    currency: str = ""
    totals: Mapping[str, Line] = field(default_factory=dict)
    """By currency, the one with the most disputes first."""
    sides: Mapping[str, list[Line]] = field(default_factory=dict)

    @property
    def total(self) -> Line:
        return self.totals[self.currency]


def read_results(period: Period, basis: str, currency: str = "", *, with_people: bool) -> Results:
    """Read the sums of a period: all currencies in one line each, and the sides of one of them."""
    days = ResultDay.objects.filter(basis=basis, day__gte=period.first_on, day__lte=period.last_on)
    rows = days.filter(side=ALL).values("currency").annotate(**_sums())
    totals = {row["currency"]: _line(ALL, "", _("All disputes"), row) for row in rows}
    in_order = sorted(totals, key=lambda code: (-totals[code].cases, code))
    counted_at = last_counted().counted_at
    if not in_order:
        return Results(period, basis, counted_at)
    currency = currency if currency in totals else in_order[0]
    wanted = [side for side in SIDES if with_people or side != PERSON]
    found = days.filter(currency=currency, side__in=wanted).values("side", "value").annotate(**_sums())
    return Results(
        period, basis, counted_at, currency, {code: totals[code] for code in in_order}, _by_side(wanted, found)
    )


def _sums() -> dict[str, Sum]:
    return {f"sum_{name}": Sum(name) for name in _SUMMED}


def _line(side: str, value: str, label: str, row: Mapping[str, Any]) -> Line:
    return Line(side, value, label, **{name: int(row[f"sum_{name}"]) for name in _SUMMED})


def _by_side(wanted: Iterable[str], found: Iterable[Any]) -> dict[str, list[Line]]:
    rows = list(found)
    words = _words(rows)
    sides: dict[str, list[Line]] = {side: [] for side in wanted}
    for row in rows:
        label = words[row["side"]].get(row["value"]) or row["value"] or _("not known")
        sides[row["side"]].append(_line(row["side"], row["value"], label, row))
    return {
        side: sorted(lines, key=lambda line: (-line.cases, -line.disputed_minor, line.label))
        for side, lines in sides.items()
    }


def _words(rows: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    people = [int(row["value"]) for row in rows if row["side"] == PERSON]
    return {
        CATEGORY: {value: str(label) for value, label in Dispute.Category.choices},
        NETWORK: {value: str(label) for value, label in networks()},
        ACCOUNT: {},
        PIECE: {code: str(piece.title) for code, piece in PIECES.items()},
        PERSON: {str(person.pk): person.label for person in User.objects.filter(pk__in=people)} if people else {},
    }
