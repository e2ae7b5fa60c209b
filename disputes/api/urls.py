"""Addresses under /api/v1/ of this room."""

from django.urls import include, path

from disputes.api import disputes, moves

urlpatterns = [
    path("disputes/", disputes.DisputesView.as_view()),
    path("disputes/deadlines/", disputes.DeadlinesView.as_view()),
    path("disputes/files/", disputes.DisputeFilesView.as_view()),
    path("", include("disputes.api.alert_urls")),
    path("", include("disputes.api.evidence_urls")),
    path("disputes/<slug:reference>/", disputes.DisputeView.as_view()),
    path("disputes/<slug:reference>/events/", disputes.DisputeEventsView.as_view()),
    path("disputes/<slug:reference>/taking/", moves.TakeDisputeView.as_view()),
    path("disputes/<slug:reference>/handing-over/", moves.HandOverDisputeView.as_view()),
    path("disputes/<slug:reference>/refunding/", moves.RefundInsteadView.as_view()),
]
