"""How an account's balance may go day by day: sales come in, refunds and disputes go out, payouts take the rest.

Plain integers of minor units, quick enough for a page: it is worked out anew for each what-if, and changes nothing.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

DRY_SHARE = 0.1
"""An account may run dry when its balance ends below zero on so large a share of the ways."""

MOST_PATHS = 60


@dataclass(frozen=True, slots=True)
class Plan:
    """When money is paid out, and what stays; see reporting.models.PayoutPlan."""

    rhythm: str = "by_hand"
    weekday: int = 0
    day: int = 1
    keep_minor: int = 0

    def pays_on(self, day: date) -> bool:
        match self.rhythm:
            case "daily":
                return day.weekday() < 5
            case "weekly":
                return day.weekday() == self.weekday
            case "monthly":
                return day.day == min(self.day, monthrange(day.year, day.month)[1])
            case _:
                return False


@dataclass(frozen=True, slots=True)
class Flows:
    """What comes in and goes out in each week from the Monday `begins_on`, as ways that are paired one by one."""

    begins_on: date
    inflow: Sequence[Sequence[int]]
    outflow: Sequence[Sequence[int]]

    @property
    def weeks(self) -> int:
        return min((len(path) for path in (*self.inflow, *self.outflow)), default=0)


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    low: int
    likely: int
    high: int


@dataclass(frozen=True, slots=True)
class Projection:
    """`dry_on` is the first day that may end below zero, `missing_minor` what the account may then lack at most.

    Low and high leave out a tenth of the ways each. `paid_out_minor` is what payouts likely take in that time.
    """

    days: list[Day] = field(default_factory=list)
    dry_on: date | None = None
    missing_minor: int = 0
    paid_out_minor: int = 0


def project(
    balance_minor: int,
    today: date,
    flows: Flows,
    plan: Plan,
    waiting_minor: int = 0,
    moves: Sequence[tuple[date, int]] = (),
) -> Projection:
    """Follow every way from today's balance. `waiting_minor` goes out today and is part of the first weeks' outflow.

    `moves` come on top on their days, money in above zero.
    """
    end = flows.begins_on + timedelta(weeks=flows.weeks)
    days = [today + timedelta(days=number) for number in range((end - today).days)]
    if not days or not flows.outflow:
        return Projection()
    extra: dict[date, int] = {}
    for on, amount in moves:
        extra[max(on, today)] = extra.get(max(on, today), 0) + amount
    ways = [_way(number, balance_minor, days, flows, plan, waiting_minor, extra) for number in _chosen(flows)]
    told = [_day(on, [way[0][number] for way in ways]) for number, on in enumerate(days)]
    dry = [
        on for number, on in enumerate(days) if sum(way[0][number] < 0 for way in ways) >= max(1, DRY_SHARE * len(ways))
    ]
    lowest = quantile(sorted(min(way[0]) for way in ways), DRY_SHARE)
    return Projection(
        told, dry[0] if dry else None, max(0, -lowest) if dry else 0, quantile(sorted(w[1] for w in ways), 0.5)
    )


def quantile(ordered: Sequence[int], share: float) -> int:
    """The value that so large a share of the ordered ones does not pass."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def weekly_quantiles(paths: Sequence[Sequence[int]], week: int, shares: Sequence[float]) -> list[int]:
    ordered = sorted(path[week] for path in paths)
    return [quantile(ordered, share) for share in shares]


def _chosen(flows: Flows) -> list[int]:
    """Evenly taken from all ways, so that a page needs a moment only."""
    count = max(len(flows.outflow), len(flows.inflow))
    taken = min(count, MOST_PATHS)
    return [number * count // taken for number in range(taken)]


def _way(
    number: int, balance: int, days: list[date], flows: Flows, plan: Plan, waiting: int, extra: dict[date, int]
) -> tuple[list[int], int]:
    inflow = flows.inflow[number % len(flows.inflow)] if flows.inflow else [0] * flows.weeks
    outflow = flows.outflow[number % len(flows.outflow)]
    ends, paid_out, early = [], 0, waiting
    balance -= waiting
    for on in days:
        week, day = divmod((on - flows.begins_on).days, 7)
        leaves = _of_day(outflow[week], day)
        covered = min(early, leaves)
        early -= covered
        balance += _of_day(inflow[week], day) - (leaves - covered) + extra.get(on, 0)
        if plan.pays_on(on) and balance > plan.keep_minor:
            paid_out += balance - plan.keep_minor
            balance = plan.keep_minor
        ends.append(balance)
    return ends, paid_out


def _of_day(of_week: int, day: int) -> int:
    """A week's amount spread over its days; the days add up exactly."""
    return of_week * (day + 1) // 7 - of_week * day // 7


def _day(on: date, ends: list[int]) -> Day:
    ordered = sorted(ends)
    return Day(on, quantile(ordered, 0.1), quantile(ordered, 0.5), quantile(ordered, 0.9))
