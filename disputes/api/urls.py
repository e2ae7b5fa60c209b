"""Addresses under /api/v1/ of this room."""

from django.urls import include, path

from disputes.api import conversation, deadlines, disputes, moves, results

urlpatterns = [
    path("disputes/", disputes.DisputesView.as_view()),
    path("disputes/deadlines/", deadlines.DeadlinesView.as_view()),
    path("disputes/deadlines/days/", deadlines.DueDaysView.as_view()),
    path("disputes/files/", disputes.DisputeFilesView.as_view()),
    path("disputes/results/", results.ResultsView.as_view()),
    path("disputes/patterns/", results.PatternsView.as_view()),
    path("disputes/patterns/<int:pattern_id>/", results.PatternView.as_view()),
    path("disputes/patterns/<int:pattern_id>/following/", results.FollowPatternView.as_view()),
    path("disputes/patterns/<int:pattern_id>/end/", results.FinishPatternView.as_view()),
    path("disputes/patterns/<int:pattern_id>/ignoring/", results.IgnorePatternView.as_view()),
    path("", include("disputes.api.alert_urls")),
    path("", include("disputes.api.evidence_urls")),
    path("", include("disputes.api.weighing_urls")),
    path("disputes/<slug:reference>/", disputes.DisputeView.as_view()),
    path("disputes/<slug:reference>/events/", disputes.DisputeEventsView.as_view()),
    path("disputes/<slug:reference>/taking/", moves.TakeDisputeView.as_view()),
    path("disputes/<slug:reference>/handing-over/", moves.HandOverDisputeView.as_view()),
    path("disputes/<slug:reference>/conversation/", conversation.DisputeSaidView.as_view()),
    path("disputes/<slug:reference>/notes/", moves.DisputeNotesView.as_view()),
    path("disputes/<slug:reference>/refunding/", moves.RefundInsteadView.as_view()),
]
