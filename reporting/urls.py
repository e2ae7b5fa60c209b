"""The pages of finance, under /staff/finance/."""

from django.urls import path

from reporting.views import dashboard, statements

app_name = "reporting"

urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("statements/", statements.statements, name="statements"),
    path("statements/<str:reference>/", statements.statement, name="statement"),
    path("statements/<str:reference>/pdf/", statements.statement_pdf, name="statement_pdf"),
]
