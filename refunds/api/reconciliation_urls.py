"""Addresses under /api/v1/ about what is true at the gateways."""

from django.urls import path

from refunds.api import differences, reconciliation, settlements, webhook_events

urlpatterns = [
    path("webhook-events/", webhook_events.WebhooksView.as_view()),
    path("webhook-events/<int:webhook_id>/", webhook_events.WebhookView.as_view()),
    path("webhook-events/<int:webhook_id>/replay/", webhook_events.WebhookReplayView.as_view()),
    path("webhook-events/<int:webhook_id>/matching/", webhook_events.WebhookMatchingView.as_view()),
    path("webhook-events/<int:webhook_id>/setting-aside/", webhook_events.WebhookSettingAsideView.as_view()),
    path("reconciliation/", reconciliation.AccountsView.as_view()),
    path("reconciliation/looks/", reconciliation.LooksView.as_view()),
    path("reconciliation/backfills/", reconciliation.BackfillsView.as_view()),
    path("reconciliation/runs/", reconciliation.RunsView.as_view()),
    path("reconciliation/runs/<int:run_id>/", reconciliation.RunView.as_view()),
    path("differences/", differences.DifferencesView.as_view()),
    path("differences/<int:difference_id>/", differences.DifferenceView.as_view()),
    path("differences/<int:difference_id>/owner/", differences.OwnerView.as_view()),
    path("differences/<int:difference_id>/resolution/", differences.ResolutionView.as_view()),
    path("differences/<int:difference_id>/matching/", differences.MatchingView.as_view()),
    path("settlements/", settlements.SettlementsView.as_view()),
    path("settlements/fetches/", settlements.FetchesView.as_view()),
    path("settlements/days/", settlements.DaysView.as_view()),
    path("settlements/<int:report_id>/", settlements.SettlementView.as_view()),
]
