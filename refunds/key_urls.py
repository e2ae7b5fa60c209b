"""The addresses of the pages about API keys, under /staff/keys/."""

from django.urls import path

from refunds.views import api_keys

urlpatterns = [
    path("", api_keys.api_keys, name="api_keys"),
    path("<str:prefix>/revocation/", api_keys.revocation, name="api_key_revocation"),
]
