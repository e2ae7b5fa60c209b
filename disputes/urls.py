"""The addresses of the disputes' pages, below /staff/disputes/. A move on a case is a resource to POST to."""

from __future__ import annotations

from django.urls import include, path

from disputes.views import bring, calendar, dispute, inbox

app_name = "disputes"

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("import/", bring.bring, name="import"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("", include("disputes.alert_urls")),
    path("", include("disputes.evidence_urls")),
    path("<slug:reference>/", dispute.dispute, name="dispute"),
    path("<slug:reference>/taking/", dispute.taking, name="taking"),
    path("<slug:reference>/handing-over/", dispute.handing_over, name="handing_over"),
    path("<slug:reference>/refunding/", dispute.refunding, name="refunding"),
]
