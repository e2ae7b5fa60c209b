"""The pages of finance, under /staff/finance/."""

from django.urls import path

from reporting.views import dashboard, statement_batches, statements

app_name = "reporting"

urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("statement-batches/", statement_batches.batches, name="batches"),
    path("statement-batches/<str:reference>/", statement_batches.batch, name="batch"),
    path("statement-batches/<str:reference>/zip/", statement_batches.batch_zip, name="batch_zip"),
    path("statements/", statements.statements, name="statements"),
    path("statements/<str:reference>/", statements.statement, name="statement"),
    path("statements/<str:reference>/pdf/", statements.statement_pdf, name="statement_pdf"),
]
