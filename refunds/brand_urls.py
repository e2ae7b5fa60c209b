"""The addresses of the page about the brand, under /staff/brand/."""

from django.urls import path

from refunds.views import brand

urlpatterns = [
    path("", brand.brand, name="brand"),
    path("versions/<int:version>/restoration/", brand.restoration, name="brand_restoration"),
]
