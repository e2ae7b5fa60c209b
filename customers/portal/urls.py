"""The door of the portal. The pages behind it are refunds.portal_urls."""

from django.urls import path, re_path

from customers.views import portal_brand
from customers.views import portal_sign_in as views
from customers.views.portal_language import switch_language

app_name = "portal"

urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in-link/", views.send_link, name="send_link"),
    path("sign-in-link/sent/", views.link_sent, name="link_sent"),
    path("link/<str:token>/", views.open_link, name="link"),
    path("link/<str:token>/new/", views.renew_link, name="renew_link"),
    path("door/<path:path>", views.open_door, name="door"),
    re_path(r"^brand/(?P<colour>[0-9a-f]{6})\.(?P<key>[0-9a-f]{16})\.css$", portal_brand.colours, name="brand_colours"),
    re_path(r"^brand/(?P<sha256>[0-9a-f]{64})\.png$", portal_brand.logo, name="brand_logo"),
    path("legal/<slug:kind>/", portal_brand.legal, name="legal"),
    path("language/", switch_language, name="language"),
    path("sign-out/", views.leave, name="sign_out"),
]
