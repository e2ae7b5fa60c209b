"""What reporting keeps: the papers that were asked for, what is foreseen, and the money at the gateways."""

from customers.history import keep_history_rows
from refunds.statemachine import guard_states
from reporting.models.cash import AccountBalance, CashOutlook, CashWarning, PayoutPlan
from reporting.models.forecast import ForecastBacktest, ForecastRun, SeriesForecast
from reporting.models.statement import Statement

__all__ = [
    "AccountBalance",
    "CashOutlook",
    "CashWarning",
    "ForecastBacktest",
    "ForecastRun",
    "PayoutPlan",
    "SeriesForecast",
    "Statement",
]

guard_states(Statement, Statement.State.QUEUED)
guard_states(ForecastRun, ForecastRun.State.QUEUED)
keep_history_rows(Statement, PayoutPlan)
