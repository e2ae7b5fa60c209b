"""The pages of finance, under /staff/finance/."""

from django.urls import path

from reporting.views import dashboard, rates, statement_batches, statements

app_name = "reporting"

urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("statement-batches/", statement_batches.batches, name="batches"),
    path("statement-batches/<str:reference>/", statement_batches.batch, name="batch"),
    path("statement-batches/<str:reference>/zip/", statement_batches.batch_zip, name="batch_zip"),
    path("rates/", rates.rates, name="rates"),
    path("rates/files/", rates.rate_files, name="rate_files"),
    path("rates/by-hand/", rates.rate_by_hand, name="rate_by_hand"),
    path("rates/currency/", rates.currency_choice, name="currency_choice"),
    path("rates/<int:rate_id>/removal/", rates.rate_removal, name="rate_removal"),
    path("statements/", statements.statements, name="statements"),
    path("statements/<str:reference>/", statements.statement, name="statement"),
    path("statements/<str:reference>/pdf/", statements.statement_pdf, name="statement_pdf"),
]
