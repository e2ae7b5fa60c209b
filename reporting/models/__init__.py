"""What reporting keeps: papers, what was counted for dashboards, forecasts, and the money at the gateways."""

from customers.history import keep_history_rows
from refunds.statemachine import guard_states
from reporting.models.cash import AccountBalance, CashOutlook, CashWarning, PayoutPlan
from reporting.models.forecast import ForecastBacktest, ForecastRun, SeriesForecast
from reporting.models.home_tiles import HomeTiles
from reporting.models.network_day import NetworkDay, NetworksCounted
from reporting.models.refund_month import MonthsCounted, RefundCohort, RefundedCustomers, RefundedMost
from reporting.models.statement import Statement

__all__ = [
    "AccountBalance",
    "CashOutlook",
    "CashWarning",
    "ForecastBacktest",
    "ForecastRun",
    "HomeTiles",
    "MonthsCounted",
    "NetworkDay",
    "NetworksCounted",
    "PayoutPlan",
    "RefundCohort",
    "RefundedCustomers",
    "RefundedMost",
    "SeriesForecast",
    "Statement",
]

guard_states(Statement, Statement.State.QUEUED)
guard_states(ForecastRun, ForecastRun.State.QUEUED)
keep_history_rows(Statement, PayoutPlan)
