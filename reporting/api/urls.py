"""Addresses under /api/v1/ of this room."""

from django.urls import path

from reporting.api import book_accounts, export_places, exports, operations, statements
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
    path("export-subjects/", exports.ExportSubjectsView.as_view()),
    path("exports/", exports.ExportsView.as_view()),
    path("exports/<slug:reference>/", exports.ExportView.as_view()),
    path("exports/<slug:reference>/file/", exports.ExportFileView.as_view()),
    path("exports/<slug:reference>/cancellation/", exports.ExportCancellationView.as_view()),
    path("exports/<slug:reference>/restart/", exports.ExportRestartView.as_view()),
    path("saved-exports/", exports.SavedExportsView.as_view()),
    path("saved-exports/<int:saved_id>/order/", exports.SavedExportOrderView.as_view()),
    path("saved-exports/<int:saved_id>/removal/", exports.SavedExportRemovalView.as_view()),
    path("export-places/", export_places.ExportPlacesView.as_view()),
    path("export-places/<int:place_id>/", export_places.ExportPlaceView.as_view()),
    path("export-places/<int:place_id>/test/", export_places.ExportPlaceTestView.as_view()),
    path("export-places/<int:place_id>/secret/", export_places.ExportPlaceSecretView.as_view()),
    path("export-places/<int:place_id>/removal/", export_places.ExportPlaceRemovalView.as_view()),
    path("export-schedules/", export_places.ExportSchedulesView.as_view()),
    path("export-schedules/<int:schedule_id>/turning/", export_places.ExportScheduleTurningView.as_view()),
    path("book-accounts/", book_accounts.BookAccountsView.as_view()),
    path("book-accounts/<int:line_id>/removal/", book_accounts.BookAccountRemovalView.as_view()),
    path("book-values/", book_accounts.BookValuesView.as_view()),
    path("statements/", statements.StatementsView.as_view()),
    path("statements/<slug:reference>/", statements.StatementView.as_view()),
    path("statements/<slug:reference>/paper/", statements.StatementPaperView.as_view()),
]
