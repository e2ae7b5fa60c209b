"""Addresses of alerts before a dispute, below /staff/disputes/."""

from django.urls import path

from disputes.views import alert, alerts

urlpatterns = [
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/<slug:reference>/", alert.alert, name="alert"),
    path("alerts/<slug:reference>/matching/", alert.matching, name="alert_matching"),
    path("alerts/<slug:reference>/refunding/", alert.refunding, name="alert_refunding"),
    path("alerts/<slug:reference>/answering/", alert.answering, name="alert_answering"),
    path("alerts/<slug:reference>/leaving/", alert.leaving, name="alert_leaving"),
    path("alerts/<slug:reference>/looking/", alert.looking, name="alert_looking"),
    path("alerts/<slug:reference>/taking/", alert.taking, name="alert_taking"),
    path("alerts/<slug:reference>/handing-over/", alert.handing_over, name="alert_handing_over"),
]
