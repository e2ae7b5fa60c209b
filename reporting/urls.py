"""The pages of finance, under /staff/finance/."""

from django.urls import path

from reporting.views import cash, dashboard, forecast, home, network_limits, rates, statements

app_name = "reporting"

urlpatterns = [
    path("", home.home, name="home"),
    path("tiles/", home.tiles, name="tiles"),
    path("dashboards/", dashboard.dashboards, name="dashboards"),
    path("dashboards/<slug:name>/", dashboard.dashboard, name="dashboard"),
    path("figures/<slug:measure>/", dashboard.figures, name="figures"),
    path("network-limits/", network_limits.network_limits, name="network_limits"),
    path("forecast/", forecast.forecast, name="forecast"),
    path("cash/", cash.cash, name="cash"),
    path("cash/payout-plan/", cash.payout_plan, name="payout_plan"),
    path("cash/balance/", cash.balance, name="balance"),
    path("rates/", rates.rates, name="rates"),
    path("rates/files/", rates.rate_files, name="rate_files"),
    path("rates/by-hand/", rates.rate_by_hand, name="rate_by_hand"),
    path("rates/currency/", rates.currency_choice, name="currency_choice"),
    path("rates/<int:rate_id>/removal/", rates.rate_removal, name="rate_removal"),
    path("statements/", statements.statements, name="statements"),
    path("statements/<str:reference>/", statements.statement, name="statement"),
    path("statements/<str:reference>/pdf/", statements.statement_pdf, name="statement_pdf"),
]
