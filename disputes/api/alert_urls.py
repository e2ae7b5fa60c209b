"""Addresses of alerts before a dispute under /api/v1/."""

from django.urls import path

from disputes.api import alerts

urlpatterns = [
    path("alerts/", alerts.AlertsView.as_view()),
    path("alerts/<slug:reference>/", alerts.AlertView.as_view()),
    path("alerts/<slug:reference>/outcome/", alerts.AlertOutcomeView.as_view()),
    path("alerts/<slug:reference>/events/", alerts.AlertEventsView.as_view()),
    path("alerts/<slug:reference>/matching/", alerts.MatchAlertView.as_view()),
    path("alerts/<slug:reference>/refunding/", alerts.RefundForAlertView.as_view()),
    path("alerts/<slug:reference>/answering/", alerts.AnswerAlertView.as_view()),
    path("alerts/<slug:reference>/leaving/", alerts.LeaveAlertView.as_view()),
    path("alerts/<slug:reference>/looking/", alerts.LookAtAlertView.as_view()),
    path("alerts/<slug:reference>/taking/", alerts.TakeAlertView.as_view()),
    path("alerts/<slug:reference>/handing-over/", alerts.HandOverAlertView.as_view()),
]
