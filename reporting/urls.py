"""The pages of finance, under /staff/finance/."""

from django.urls import path

from reporting.views import book_accounts, dashboard, export_places, exports, statements

app_name = "reporting"

urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("exports/", exports.exports, name="exports"),
    path("exports/new/", exports.new_export, name="new_export"),
    path("exports/saved/", exports.saved_exports, name="saved_exports"),
    path("exports/saved/<int:saved_id>/order/", exports.saved_export_order, name="saved_export_order"),
    path("exports/saved/<int:saved_id>/removal/", exports.saved_export_removal, name="saved_export_removal"),
    path("exports/schedules/", export_places.export_schedules, name="export_schedules"),
    path(
        "exports/schedules/<int:schedule_id>/turning/",
        export_places.export_schedule_turning,
        name="export_schedule_turning",
    ),
    path("exports/places/", export_places.export_places, name="export_places"),
    path("exports/places/<int:place_id>/", export_places.export_place, name="export_place"),
    path("exports/places/<int:place_id>/test/", export_places.export_place_test, name="export_place_test"),
    path("exports/places/<int:place_id>/secret/", export_places.export_place_secret, name="export_place_secret"),
    path("exports/places/<int:place_id>/removal/", export_places.export_place_removal, name="export_place_removal"),
    path("exports/<str:reference>/", exports.export, name="export"),
    path("exports/<str:reference>/file/", exports.export_file, name="export_file"),
    path("exports/<str:reference>/cancellation/", exports.export_cancellation, name="export_cancellation"),
    path("exports/<str:reference>/restart/", exports.export_restart, name="export_restart"),
    path("accounts/", book_accounts.book_accounts, name="book_accounts"),
    path("accounts/<int:line_id>/removal/", book_accounts.book_account_removal, name="book_account_removal"),
    path("accounts/<slug:layout>/values/", book_accounts.book_values, name="book_values"),
    path("statements/", statements.statements, name="statements"),
    path("statements/<str:reference>/", statements.statement, name="statement"),
    path("statements/<str:reference>/pdf/", statements.statement_pdf, name="statement_pdf"),
]
