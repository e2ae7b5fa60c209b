"""What reporting keeps: papers, the sums of finance, what a euro was worth, and what dashboards have counted."""

from customers.history import keep_history_rows
from refunds.statemachine import guard_states
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
from reporting.models.home_tiles import HomeTiles
from reporting.models.network_day import NetworkDay, NetworksCounted
from reporting.models.rate import ExchangeRate, ReportingCurrency
from reporting.models.statement import Statement

__all__ = [
    "CohortFigure",
    "ExchangeRate",
    "Figure",
    "FigureMark",
    "FigureStep",
    "FiguresState",
    "Grain",
    "HomeTiles",
    "MonthsCounted",
    "NetworkDay",
    "NetworksCounted",
    "RefundedCustomers",
    "RefundedMost",
    "ReportingCurrency",
    "Statement",
    "TurnaroundFigure",
]

guard_states(Statement, Statement.State.QUEUED)
keep_history_rows(Statement, ExchangeRate, ReportingCurrency)
