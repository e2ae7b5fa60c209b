"""Addresses under /api/v1/ of this room."""

from django.urls import path

from reporting.api import cash, dashboards, figures, forecast, home_tiles, networks, operations, rates, statements

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
    path("dashboards/", dashboards.DashboardsView.as_view()),
    path("dashboards/<slug:name>/", dashboards.DashboardView.as_view()),
    path("network-radar/", networks.RadarView.as_view()),
    path("network-limits/", networks.NetworkLimitsView.as_view()),
    path("home-tiles/", home_tiles.HomeTilesView.as_view()),
    path("forecast/", forecast.ForecastView.as_view()),
    path("forecast/runs/", forecast.ForecastRunsView.as_view()),
    path("forecast/runs/<int:run_id>/", forecast.ForecastRunView.as_view()),
    path("cash/", cash.CashView.as_view()),
    path("cash/what-if/", cash.CashWhatIfView.as_view()),
    path("cash/payout-plan/", cash.PayoutPlanView.as_view()),
    path("cash/balance/", cash.BalanceView.as_view()),
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
