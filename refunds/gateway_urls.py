"""The addresses of the pages about gateway accounts, under /staff/gateways/."""

from django.urls import path

from refunds.views import gateways

urlpatterns = [
    path("", gateways.gateways, name="gateways"),
    path("<slug:name>/", gateways.gateway, name="gateway"),
    path("<slug:name>/settings/", gateways.gateway_settings, name="gateway_settings"),
    path("<slug:name>/secrets/", gateways.gateway_secrets, name="gateway_secrets"),
    path(
        "<slug:name>/secrets/<int:secret_id>/retirement/",
        gateways.gateway_secret_retirement,
        name="gateway_secret_retirement",
    ),
    path("<slug:name>/pause/", gateways.gateway_pause, name="gateway_pause"),
    path("<slug:name>/resumption/", gateways.gateway_resumption, name="gateway_resumption"),
    path("<slug:name>/check/", gateways.gateway_check, name="gateway_check"),
]
