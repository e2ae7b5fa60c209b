"""The site map."""

from django.contrib import admin
from django.urls import include, path

from config import health

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("accounts/", include("allauth.account.urls")),
    path("staff/", include("refunds.urls")),
    path("admin/", admin.site.urls),
]
