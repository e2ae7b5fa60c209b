"""Addresses under /api/v1/subscriptions/."""

from django.urls import path

from refunds.api import subscriptions

urlpatterns = [
    path("", subscriptions.SubscriptionsView.as_view()),
    path("<int:subscription_id>/", subscriptions.SubscriptionView.as_view()),
    path("<int:subscription_id>/change/", subscriptions.SubscriptionChangeView.as_view()),
    path("<int:subscription_id>/turning-on/", subscriptions.SubscriptionTurningOnView.as_view()),
    path("<int:subscription_id>/turning-off/", subscriptions.SubscriptionTurningOffView.as_view()),
    path("<int:subscription_id>/rotation/", subscriptions.SubscriptionRotationView.as_view()),
    path("<int:subscription_id>/test/", subscriptions.SubscriptionTestView.as_view()),
    path("<int:subscription_id>/replay/", subscriptions.SubscriptionReplayView.as_view()),
    path("<int:subscription_id>/deliveries/", subscriptions.DeliveriesView.as_view()),
    path("<int:subscription_id>/deliveries/<int:delivery_id>/", subscriptions.DeliveryView.as_view()),
    path("<int:subscription_id>/deliveries/<int:delivery_id>/replay/", subscriptions.DeliveryReplayView.as_view()),
]
