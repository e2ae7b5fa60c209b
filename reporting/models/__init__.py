"""What reporting keeps: papers, the sums of finance, what a euro was worth, dashboards' counts, and forecasts."""

from customers.history import keep_history_rows
from refunds.statemachine import guard_states
from reporting.models.cash import AccountBalance, CashOutlook, CashWarning, PayoutPlan
from reporting.models.customer_month import MonthsCounted, RefundedCustomers, RefundedMost
from reporting.models.figures import (
    CohortFigure,
    Figure,
    FigureMark,
    FiguresState,
    FigureStep,
    Grain,
    TurnaroundFigure,
)
from reporting.models.forecast import ForecastBacktest, ForecastRun, SeriesForecast
from reporting.models.home_tiles import HomeTiles
from reporting.models.network_day import NetworkDay, NetworksCounted
from reporting.models.rate import ExchangeRate, ReportingCurrency
from reporting.models.statement import Statement

__all__ = [
    "AccountBalance",
    "CashOutlook",
    "CashWarning",
    "CohortFigure",
    "ExchangeRate",
    "Figure",
    "FigureMark",
    "FigureStep",
    "FiguresState",
    "ForecastBacktest",
    "ForecastRun",
    "Grain",
    "HomeTiles",
    "MonthsCounted",
    "NetworkDay",
    "NetworksCounted",
    "PayoutPlan",
    "RefundedCustomers",
    "RefundedMost",
    "ReportingCurrency",
    "SeriesForecast",
    "Statement",
    "TurnaroundFigure",
]

guard_states(Statement, Statement.State.QUEUED)
guard_states(ForecastRun, ForecastRun.State.QUEUED)
keep_history_rows(Statement, ExchangeRate, ReportingCurrency, PayoutPlan)
