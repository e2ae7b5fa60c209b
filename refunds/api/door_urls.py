"""Addresses under /api/v1/ of the customers' door and the brand."""

from django.urls import path

from refunds.api import brand, door

urlpatterns = [
    path("hand-over-secrets/", door.HandOverSecretsView.as_view()),
    path("hand-over-secrets/end/", door.HandOverEndView.as_view()),
    path("widget-origins/", door.WidgetOriginsView.as_view()),
    path("widget-origins/<int:origin_id>/removal/", door.WidgetOriginRemovalView.as_view()),
    path("refunds/<slug:reference>/widget-token/", door.WidgetTokenView.as_view()),
    path("brand/", brand.BrandView.as_view()),
    path("brand/preview/", brand.BrandPreviewView.as_view()),
    path("brand/logos/", brand.BrandLogosView.as_view()),
    path("brand/versions/", brand.BrandVersionsView.as_view()),
    path("brand/restoration/", brand.BrandRestorationView.as_view()),
]
