"""What reporting keeps: papers, files and their places, closed periods, sums, forecasts, what a euro was worth."""

from customers.history import keep_history_rows
from refunds.statemachine import guard_states
from reporting.models.books import BookAccount, BookSettings
from reporting.models.cash import AccountBalance, CashOutlook, CashWarning, PayoutPlan
from reporting.models.closing import CarriedOver, PeriodClosing, Reopening
from reporting.models.customer_month import MonthsCounted, RefundedCustomers, RefundedMost
from reporting.models.export import Export, SavedExport
from reporting.models.export_place import ExportDelivery, ExportPlace, ExportSchedule
from reporting.models.figures import (
    Figure,
    FigureMark,
    FiguresState,
    FigureStep,
    Grain,
    LatePayment,
    TurnaroundFigure,
)
from reporting.models.forecast import ForecastBacktest, ForecastRun, SeriesForecast
from reporting.models.home_tiles import HomeTiles
from reporting.models.network_day import NetworkDay, NetworksCounted
from reporting.models.pack import MonthlyPack
from reporting.models.rate import ExchangeRate, ReportingCurrency
from reporting.models.statement import Statement
from reporting.models.statement_batch import StatementBatch

__all__ = [
    "AccountBalance",
    "BookAccount",
    "BookSettings",
    "CarriedOver",
    "CashOutlook",
    "CashWarning",
    "ExchangeRate",
    "Export",
    "ExportDelivery",
    "ExportPlace",
    "ExportSchedule",
    "Figure",
    "FigureMark",
    "FigureStep",
    "FiguresState",
    "ForecastBacktest",
    "ForecastRun",
    "Grain",
    "HomeTiles",
    "LatePayment",
    "MonthlyPack",
    "MonthsCounted",
    "NetworkDay",
    "NetworksCounted",
    "PayoutPlan",
    "PeriodClosing",
    "RefundedCustomers",
    "RefundedMost",
    "Reopening",
    "ReportingCurrency",
    "SavedExport",
    "SeriesForecast",
    "Statement",
    "StatementBatch",
    "TurnaroundFigure",
]

guard_states(Statement, Statement.State.QUEUED)
guard_states(PeriodClosing, PeriodClosing.State.OPEN)
guard_states(Reopening, Reopening.State.OPEN)
guard_states(MonthlyPack, MonthlyPack.State.QUEUED)
guard_states(StatementBatch, StatementBatch.State.QUEUED)
guard_states(Export, Export.State.QUEUED)
keep_history_rows(Statement, StatementBatch, PeriodClosing, Reopening, MonthlyPack, ExchangeRate, ReportingCurrency)
keep_history_rows(Export, SavedExport, ExportPlace, ExportSchedule, BookAccount, BookSettings, PayoutPlan)
guard_states(ForecastRun, ForecastRun.State.QUEUED)
