"""How long the money of each account will reach, from what is known now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from customers import clock
from customers.shop_days import shop_day
from reporting.foresight import accounts
from reporting.foresight.cash_days import Flows, Plan, Projection, project
from reporting.models import AccountBalance, CashOutlook, ForecastRun, PayoutPlan


@dataclass(frozen=True, slots=True)
class Outlook:
    """One account in one currency; no projection where its balance is not known or nothing can be foreseen."""

    row: CashOutlook
    balance: AccountBalance | None
    plan: PayoutPlan | None
    waiting_minor: int
    projection: Projection | None

    @property
    def key(self) -> str:
        return f"{self.row.account}:{self.row.currency}"

    def with_moves(self, moves: Sequence[tuple[date, int]], waiting_minor: int | None = None) -> Projection | None:
        """The same if these amounts moved as well, and so much were waiting."""
        if self.balance is None or self.projection is None:
            return None
        waiting = self.waiting_minor if waiting_minor is None else waiting_minor
        return project(
            self.balance.balance_minor, shop_day(clock.now()), _flows(self.row), _plan(self.plan), waiting, moves
        )


def newest_run() -> ForecastRun | None:
    return ForecastRun.objects.filter(state=ForecastRun.State.READY).order_by("-finished_at").first()


def read_outlooks(now: datetime, currency: str = "") -> list[Outlook]:
    """Every account of the newest forecast, those that run dry first."""
    run = newest_run()
    if run is None:
        return []
    rows = run.cash.filter(currency=currency) if currency else run.cash.all()
    found = [*rows]
    balances, plans = accounts.newest_balances([(row.account, row.currency) for row in found]), accounts.plans()
    told = [_outlook(row, balances, plans, shop_day(now)) for row in found]
    return sorted(told, key=_most_pressing)


def _outlook(
    row: CashOutlook,
    balances: dict[accounts.Pair, AccountBalance],
    plans: dict[accounts.Pair, PayoutPlan],
    today: date,
) -> Outlook:
    pair = (row.account, row.currency)
    balance, plan = balances.get(pair), plans.get(pair)
    waiting = accounts.sum_of(accounts.approved(*pair))
    projection = None
    if balance is not None and row.outflow:
        projection = project(balance.balance_minor, today, _flows(row), _plan(plan), waiting)
    return Outlook(row, balance, plan, waiting, projection)


def _flows(row: CashOutlook) -> Flows:
    return Flows(row.begins_on, row.inflow, row.outflow)


def _plan(plan: PayoutPlan | None) -> Plan:
    return Plan(plan.rhythm, plan.weekday, plan.day, plan.keep_minor) if plan else Plan()


def _most_pressing(outlook: Outlook) -> tuple[date, str, str]:
    dry = outlook.projection.dry_on if outlook.projection else None
    return dry or date.max, outlook.row.account, outlook.row.currency
