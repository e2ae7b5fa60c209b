"""Addresses under /api/v1/ of this room."""

from django.urls import path

from reporting.api import figures, operations, rates, statement_batches, statements
from reporting.api.dashboard import DashboardView

urlpatterns = [
    path("operations/", operations.OperationsView.as_view()),
    path("operations/orders/", operations.ParkedOrdersView.as_view()),
    path("operations/orders/<int:order_id>/retry/", operations.OrderRetryView.as_view()),
    path("operations/orders/<int:order_id>/closing/", operations.OrderClosingView.as_view()),
    path("operations/orders/<int:order_id>/giving-up/", operations.OrderGivingUpView.as_view()),
    path("operations/attempts/", operations.UnansweredAttemptsView.as_view()),
    path("operations/attempts/<int:attempt_id>/look-up/", operations.AttemptLookUpView.as_view()),
    path("operations/letters/", operations.FailedLettersView.as_view()),
    path("operations/acts/", operations.ActsView.as_view()),
    path("dashboard/", DashboardView.as_view()),
    path("statement-batches/", statement_batches.StatementBatchesView.as_view()),
    path("statement-batches/<slug:reference>/", statement_batches.StatementBatchView.as_view()),
    path("statement-batches/<slug:reference>/file/", statement_batches.StatementBatchFileView.as_view()),
    path("figures/", figures.FiguresView.as_view()),
    path("figures/movements/", figures.FigureMovementsView.as_view()),
    path("rates/", rates.RatesView.as_view()),
    path("rates/files/", rates.RateFilesView.as_view()),
    path("rates/<int:rate_id>/removal/", rates.RateRemovalView.as_view()),
    path("reporting-currency/", rates.ReportingCurrencyView.as_view()),
    path("statements/", statements.StatementsView.as_view()),
    path("statements/<slug:reference>/", statements.StatementView.as_view()),
    path("statements/<slug:reference>/paper/", statements.StatementPaperView.as_view()),
]
