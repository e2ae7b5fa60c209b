"""The portal's pages about disputes, behind its door."""

from django.urls import path

from disputes.views.portal import dispute

app_name = "my_disputes"

urlpatterns = [
    path("disputes/<slug:reference>/", dispute.dispute, name="dispute"),
    path("disputes/<slug:reference>/statement/", dispute.statement, name="statement"),
    path("disputes/<slug:reference>/statement/paper/", dispute.statement_paper, name="statement_paper"),
]
