"""The addresses of the page about the customers' door, under /staff/door/."""

from django.urls import path

from refunds.views import door

urlpatterns = [
    path("", door.door, name="door"),
    path("secret/", door.hand_over_secret, name="hand_over_secret"),
    path("secret/end/", door.hand_over_end, name="hand_over_end"),
    path("token/", door.hand_over_try, name="hand_over_try"),
    path("origins/", door.origins, name="widget_origins"),
    path("origins/<int:origin_id>/removal/", door.origin_removal, name="widget_origin_removal"),
]
