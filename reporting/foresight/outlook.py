"""How long the money of each account will reach, from what is known now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from customers import clock
from customers.shop_days import shop_day
from reporting.foresight import accounts, projected
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

    def with_moves(self, moves: Sequence[tuple[date, int]], waiting_minor: int) -> Projection | None:
        """How it would go if these amounts moved as well, and so much were waiting."""
        if self.balance is None or self.projection is None:
            return None
        return project(
            self.balance.balance_minor, shop_day(clock.now()), _flows(self.row), _plan(self.plan), waiting_minor, moves
        )


def newest_run() -> ForecastRun | None:
    return ForecastRun.objects.filter(state=ForecastRun.State.READY).order_by("-finished_at").first()


def read_outlooks(now: datetime, currency: str = "") -> list[Outlook]:
    """Every account of the newest forecast as it was last worked out, those that run dry first."""
    return sorted((_kept_or_worked_out(known) for known in _known(now, currency)), key=_most_pressing)


def keep_outlooks(now: datetime, pair: accounts.Pair | None = None) -> list[Outlook]:
    """Work out every account anew, or one, and keep it: by the worker, and when a balance or plan is told."""
    outlooks = []
    for known in _known(now):
        if pair is None or (known.row.account, known.row.currency) == pair:
            outlook = _work_out(known)
            if outlook.projection is not None and outlook.balance is not None:
                projected.keep(
                    outlook.row, outlook.projection, outlook.balance, outlook.plan, outlook.waiting_minor, known.today
                )
            outlooks.append(outlook)
    return sorted(outlooks, key=_most_pressing)


@dataclass(frozen=True, slots=True)
class _Known:
    row: CashOutlook
    balance: AccountBalance | None
    plan: PayoutPlan | None
    today: date


def _known(now: datetime, currency: str = "") -> list[_Known]:
    run = newest_run()
    if run is None:
        return []
    rows = [*(run.cash.filter(currency=currency) if currency else run.cash.all())]
    balances, plans = accounts.newest_balances([(row.account, row.currency) for row in rows]), accounts.plans()
    pairs = ((row, (row.account, row.currency)) for row in rows)
    return [_Known(row, balances.get(pair), plans.get(pair), shop_day(now)) for row, pair in pairs]


def _kept_or_worked_out(known: _Known) -> Outlook:
    found = projected.kept(known.row, known.balance, known.plan, known.today)
    if found is None:
        return _work_out(known)
    projection, waiting = found
    return Outlook(known.row, known.balance, known.plan, waiting, projection)


def _work_out(known: _Known) -> Outlook:
    row, balance = known.row, known.balance
    waiting, projection = accounts.sum_of(accounts.approved(row.account, row.currency)), None
    if balance is not None and row.outflow:
        projection = project(balance.balance_minor, known.today, _flows(row), _plan(known.plan), waiting)
    return Outlook(row, balance, known.plan, waiting, projection)


def _flows(row: CashOutlook) -> Flows:
    return Flows(row.begins_on, row.inflow, row.outflow)


def _plan(plan: PayoutPlan | None) -> Plan:
    return Plan(plan.rhythm, plan.weekday, plan.day, plan.keep_minor) if plan else Plan()


def _most_pressing(outlook: Outlook) -> tuple[date, str, str]:
    dry = outlook.projection.dry_on if outlook.projection else None
    return dry or date.max, outlook.row.account, outlook.row.currency
