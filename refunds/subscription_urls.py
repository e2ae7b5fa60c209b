"""The addresses of the pages about subscriptions, under /staff/subscriptions/."""

from django.urls import path

from refunds.views import subscriptions

urlpatterns = [
    path("", subscriptions.subscriptions, name="subscriptions"),
    path("<int:subscription_id>/", subscriptions.subscription, name="subscription"),
    path("<int:subscription_id>/change/", subscriptions.change, name="subscription_change"),
    path("<int:subscription_id>/rotation/", subscriptions.rotation, name="subscription_rotation"),
    path("<int:subscription_id>/turning-on/", subscriptions.turning_on, name="subscription_turning_on"),
    path("<int:subscription_id>/turning-off/", subscriptions.turning_off, name="subscription_turning_off"),
    path("<int:subscription_id>/test/", subscriptions.test, name="subscription_test"),
    path("<int:subscription_id>/replay/", subscriptions.replay, name="subscription_replay"),
    path("<int:subscription_id>/deliveries/<int:delivery_id>/", subscriptions.delivery, name="delivery"),
    path(
        "<int:subscription_id>/deliveries/<int:delivery_id>/replay/",
        subscriptions.delivery_replay,
        name="delivery_replay",
    ),
]
