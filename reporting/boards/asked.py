"""What a reader asked a dashboard for: days, currency and filters, all of it read off the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from customers import clock
from customers.codes import checked_currency
from customers.errors import BadInput, RecourseError
from reporting.boards.filters import FILTERS, PeriodForm
from reporting.boards.presets import FIRST, PRESETS
from reporting.facts.slices import Slice
from reporting.periods import Period, shop_day

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
LONGEST_DAYS = 5 * 366
MOST_VALUES, LONGEST_VALUE, MOST_CHOSEN = 20, 120, 100


@dataclass(frozen=True, slots=True)
class Asked:
    """`slice` holds the days and filters without the currency; `currency` is empty where the reader named none.

    `converted` says that everything is meant, shown in that currency. `preset` is empty for days of one's own.
    `chosen` are the cases of the question "what if these were refunded".
    """

    slice: Slice
    today: date
    currency: str = ""
    converted: bool = False
    preset: str = ""
    chosen: frozenset[str] = frozenset()

    @property
    def period(self) -> Period:
        return self.slice.period

    @property
    def where(self) -> Mapping[str, tuple[str, ...]]:
        return self.slice.where

    def in_currency(self, currency: str) -> Asked:
        return replace(self, currency=currency)

    def query(self, **other: str) -> str:
        """The address of the same question, with something changed; an empty word leaves one out."""
        days = {"period": self.preset} if self.preset else _days(self.period)
        if {"period", "since"} & set(other):
            days = {}
        own = {
            "period": "",
            "since": "",
            "until": "",
            **days,
            "currency": self.currency,
            "converted": "yes" if self.converted else "",
            **other,
        }
        pairs = [(name, value) for name, value in own.items() if value]
        pairs += [(n, value) for n, values in self.where.items() if n not in other for value in values]
        pairs += [("refund", key) for key in sorted(self.chosen) if "refund" not in other]
        return urlencode(pairs)


def read_asked(query: QueryDict, filters: tuple[str, ...] = tuple(FILTERS)) -> Asked:
    """Read an address. Raises BadInput for days or values that cannot be meant."""
    today = shop_day(clock.now())
    preset, period = _period(query, today)
    where = {name: _values(query, name) for name in filters if query.get(name)}
    where = {name: values for name, values in where.items() if values}
    chosen = frozenset(word[:LONGEST_VALUE] for word in query.getlist("refund")[:MOST_CHOSEN])
    return Asked(Slice(period, where), today, _currency(query), query.get("converted") == "yes", preset, chosen)


def plain_question(today: date) -> Asked:
    """What is shown to whoever asks for nothing in particular."""
    return Asked(Slice(PRESETS[FIRST].of(today), {}), today, preset=FIRST)


def _period(query: QueryDict, today: date) -> tuple[str, Period]:
    if not (query.get("since") or query.get("until")):
        name = query.get("period") or FIRST
        if name not in PRESETS:
            raise BadInput(_("There is no such period."), "bad_period", "period")
        return name, PRESETS[name].of(today)
    form = PeriodForm(query)
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        raise BadInput(f"{form.fields[name].label}: {errors[0]}", "bad_period", name)
    return "", _own_days(form.cleaned_data["since"], form.cleaned_data["until"], today)


def _own_days(since: date | None, until: date | None, today: date) -> Period:
    for day, field in ((since, "since"), (until, "until")):
        if day is not None and not EARLIEST <= day <= LATEST:
            raise BadInput(_("Choose days between 2000 and 2100."), "day_out_of_reach", field)
    last = until or max(today, since or today)
    first = since or last.replace(day=1)
    if last < first:
        raise BadInput(_("The last day lies before the first."), "days_reversed", "until")
    if (last - first).days > LONGEST_DAYS:
        raise BadInput(_("Choose at most five years."), "period_too_long", "until")
    return Period(first, last)


def _values(query: QueryDict, name: str) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(value.strip() for value in query.getlist(name) if value.strip()))
    if len(values) > MOST_VALUES or any(len(value) > LONGEST_VALUE or "\x00" in value for value in values):
        raise BadInput(_("The filter “%s” cannot be meant.") % FILTERS[name].label, "bad_filter", name)
    return values


def _currency(query: QueryDict) -> str:
    word = query.get("currency", "").strip().upper()
    try:
        return checked_currency(word) if word else ""
    except RecourseError as refusal:
        raise BadInput(refusal.message, "bad_currency", "currency") from None


def _days(period: Period) -> dict[str, str]:
    return {"since": period.first_on.isoformat(), "until": period.last_on.isoformat()}
