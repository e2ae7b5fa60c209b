"""Addresses below /staff/disputes/."""

from django.urls import include, path

app_name = "disputes"

urlpatterns = [path("", include("disputes.evidence_urls"))]
