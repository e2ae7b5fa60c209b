"""How long refunds take, step by step, as a histogram: the middle one, and nine of ten, honest to a bucket.

Bucket n holds times from 2**(n/8) up to 2**((n+1)/8) seconds, so that its middle is wrong by 4.5 % at most. Times under
a second stand in bucket 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy

from customers.shop_days import Period
from reporting.facts.kept import parts_of
from reporting.facts.question import time_of
from reporting.facts.raw import DAY
from reporting.facts.remembered import remembered
from reporting.facts.spans import ANSWERED, BUCKETS, DECIDED, PER_DOUBLE, SENT, SPANS, WHOLE, arguments_of
from reporting.facts.state import known_state, may_be_read
from reporting.models import FiguresState

ERROR_PERCENT = 4.5
"""By how much a told time may differ from the true one: half a bucket, 2**(1/16) - 1."""

STEPS = {
    DECIDED: gettext_lazy("From the request to the decision"),
    SENT: gettext_lazy("From the decision to the gateway"),
    ANSWERED: gettext_lazy("From the gateway to its answer"),
    WHOLE: gettext_lazy("From the request to the money leaving"),
}
SIDES = ("all", "account", "person")


@dataclass(frozen=True, slots=True)
class Lasted:
    """Seconds; `time` is the first day of its day, week, month or year, None where none was asked for."""

    time: date | None
    value: str
    cases: int
    p50: int
    p90: int


def turnaround(
    period: Period, step: str, *, side: str = "all", time: str = "", currencies: Iterable[str] = (),
    values: Iterable[str] = (), state: FiguresState | None = None,
) -> list[Lasted]:  # fmt: skip
    """How long a step took, told apart by time and by the values of a side (account or person; all is one value)."""
    asked = {"step": step, "side": side, "currencies": sorted(currencies), "values": sorted(values)}
    state = state or known_state()
    if not may_be_read(state):
        return _told(period, time, asked, state)
    question = ("turnaround", state.edition, period, time, step, side, *asked["currencies"], "", *asked["values"])
    return list(remembered(question, lambda: _told(period, time, asked, state)))


def _told(period: Period, time: str, asked: dict[str, Any], state: FiguresState) -> list[Lasted]:
    found: dict[tuple[date | None, str], Counter[int]] = {}
    for at, value, bucket, cases in _read(period, time, asked, state):
        found.setdefault((at, value), Counter())[bucket] += cases
    return [
        Lasted(at, value, sum(buckets.values()), _share(buckets, 50), _share(buckets, 90))
        for (at, value), buckets in sorted(found.items(), key=lambda pair: (pair[0][0] or date.min, pair[0][1]))
    ]


def seconds_of(bucket: int) -> int:
    """The middle of a bucket, by ratio."""
    return round(2 ** ((bucket + 0.5) / PER_DOUBLE))


def _share(buckets: Counter[int], percent: int) -> int:
    """The time within which so many of a hundred were done."""
    rank = -(-sum(buckets.values()) * percent // 100)
    for bucket in sorted(buckets):
        rank -= buckets[bucket]
        if rank <= 0:
            return seconds_of(bucket)
    raise ValueError("There is nothing in the buckets.")


def _read(
    period: Period, time: str, asked: dict[str, Any], state: FiguresState
) -> list[tuple[date | None, str, int, int]]:
    if not may_be_read(state):
        spans = " UNION ALL ".join(SPANS.values())
        return _rows(BUCKETS.format(day=DAY, per=PER_DOUBLE, spans=spans), time, {**asked, **arguments_of(period)})
    legs, arguments = [], dict(asked)
    for place, part in enumerate(parts_of(period, time, state.months_until)):
        arguments |= {f"{name}_{place}": value for name, value in part._asdict().items()}
        legs.append(_KEPT.format(place=place))
    return _rows(" UNION ALL ".join(legs), time, arguments)


_KEPT = """
    SELECT * FROM reporting_turnaroundfigure WHERE side = %(side)s AND grain = %(grain_{place})s AND step = %(step)s
        AND day BETWEEN %(first_{place})s AND %(last_{place})s
"""
_READ = """
    SELECT {time} AS time, value, bucket, sum(cases)::bigint FROM ({rows}) rows
    WHERE side = %(side)s AND step = %(step)s
        AND (cardinality(%(currencies)s::text[]) = 0 OR currency = ANY(%(currencies)s))
        AND (cardinality(%(values)s::text[]) = 0 OR value = ANY(%(values)s))
    GROUP BY 1, 2, 3
"""


def _rows(rows: str, time: str, arguments: dict[str, Any]) -> list[tuple[date | None, str, int, int]]:
    told = time_of(time, "day") if time else "NULL::date"
    with connection.cursor() as cursor:
        cursor.execute(_READ.format(time=told, rows=rows), arguments)
        return cursor.fetchall()
