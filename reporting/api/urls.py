"""Addresses under /api/v1/ of this room."""

from django.urls import path

from reporting.api import closings, operations, packs, statements, tax
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
    path("statements/", statements.StatementsView.as_view()),
    path("statements/<slug:reference>/", statements.StatementView.as_view()),
    path("statements/<slug:reference>/paper/", statements.StatementPaperView.as_view()),
    path("tax/report/", tax.TaxReportView.as_view()),
    path("tax/lines/", tax.TaxLinesView.as_view()),
    path("tax/one-stop-shop/", tax.OssView.as_view()),
    path("differences-explained/", tax.GapView.as_view()),
    path("closings/", closings.ClosingsView.as_view()),
    path("closings/<slug:reference>/", closings.ClosingView.as_view()),
    path("closings/<slug:reference>/closing/", closings.ClosingClosingView.as_view()),
    path("closings/<slug:reference>/carrying-over/", closings.ClosingCarryingView.as_view()),
    path("closings/<slug:reference>/reopening/", closings.ClosingReopeningView.as_view()),
    path("closings/<slug:reference>/reopening/release/", closings.ClosingReleaseView.as_view()),
    path("closings/<slug:reference>/reopening/declining/", closings.ClosingDecliningView.as_view()),
    path("closings/<slug:reference>/reopening/withdrawal/", closings.ClosingWithdrawalView.as_view()),
    path("packs/", packs.PacksView.as_view()),
    path("packs/<slug:reference>/", packs.PackView.as_view()),
    path("packs/<slug:reference>/paper/", packs.PackPaperView.as_view()),
    path("packs/<slug:reference>/archive/", packs.PackArchiveView.as_view()),
]
