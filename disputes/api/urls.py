"""Addresses under /api/v1/ of this room."""

from django.urls import include, path

urlpatterns = [path("", include("disputes.api.evidence_urls"))]
