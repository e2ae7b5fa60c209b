"""The addresses of the disputes' pages, below /staff/disputes/. A move on a case is a resource to POST to."""

from __future__ import annotations

from django.urls import include, path

from disputes.views import bring, calendar, dispute, inbox, patterns, readiness, results, worth

app_name = "disputes"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("import/", bring.bring, name="import"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("results/", results.results, name="results"),
    path("results/table.csv", results.results_table, {"ending": "csv"}, name="results_csv"),
    path("results/table.xlsx", results.results_table, {"ending": "xlsx"}, name="results_xlsx"),
    path("results/patterns/", patterns.patterns, name="patterns"),
    path("results/patterns/<int:pattern_id>/", patterns.pattern, name="pattern"),
    path("results/patterns/<int:pattern_id>/following/", patterns.following, name="pattern_following"),
    path("results/patterns/<int:pattern_id>/end/", patterns.end, name="pattern_end"),
    path("results/patterns/<int:pattern_id>/ignoring/", patterns.ignoring, name="pattern_ignoring"),
    path("readiness/<slug:payment>/", readiness.readiness, name="readiness"),
    path("", include("disputes.alert_urls")),
    path("", include("disputes.evidence_urls")),
    path("", include("disputes.weighing_urls")),
    path("<slug:reference>/", dispute.dispute, name="dispute"),
    path("<slug:reference>/worth/", worth.worth, name="worth"),
    path("<slug:reference>/taking/", dispute.taking, name="taking"),
    path("<slug:reference>/handing-over/", dispute.handing_over, name="handing_over"),
    path("<slug:reference>/notes/", dispute.notes, name="notes"),
    path("<slug:reference>/writing/", dispute.writing, name="writing"),
    path("<slug:reference>/refunding/", dispute.refunding, name="refunding"),
    path("<slug:reference>/offer/", dispute.offer, name="offer"),
    path("<slug:reference>/returned-goods/", dispute.returned_goods, name="returned_goods"),
    path("<slug:reference>/appeal/", dispute.appeal, name="appeal"),
]
