"""What reporting keeps: the papers that were asked for, the sums of finance, and what a euro was worth."""

from customers.history import keep_history_rows
from refunds.statemachine import guard_states
from reporting.models.figures import (
    CohortFigure,
    Figure,
    FigureMark,
    FiguresState,
    FigureStep,
    Grain,
    TurnaroundFigure,
)
from reporting.models.rate import ExchangeRate, ReportingCurrency
from reporting.models.statement import Statement
from reporting.models.statement_batch import StatementBatch

__all__ = [
    "CohortFigure",
    "ExchangeRate",
    "Figure",
    "FigureMark",
    "FigureStep",
    "FiguresState",
    "Grain",
    "ReportingCurrency",
    "Statement",
    "StatementBatch",
    "TurnaroundFigure",
]

guard_states(Statement, Statement.State.QUEUED)
guard_states(StatementBatch, StatementBatch.State.QUEUED)
keep_history_rows(Statement, StatementBatch, ExchangeRate, ReportingCurrency)
