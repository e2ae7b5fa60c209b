"""Addresses under /api/."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from config.api.description import SchemaOnce
from config.api.docs import docs

urlpatterns = [
    path("v1/", include("customers.api.urls")),
    path("v1/", include("refunds.api.urls")),
    path("v1/", include("disputes.api.urls")),
    path("v1/", include("reporting.api.urls")),
    path("schema/", SpectacularAPIView.as_view(generator_class=SchemaOnce), name="api_schema"),
    path("docs/", docs, name="api_docs"),
]
