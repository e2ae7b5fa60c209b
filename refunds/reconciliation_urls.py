"""The addresses of the pages about what is true at the gateways."""

from django.urls import path

from refunds.views import differences, reconciliation, settlements, webhooks

urlpatterns = [
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/<int:webhook_id>/", webhooks.webhook, name="webhook"),
    path("webhooks/<int:webhook_id>/replay/", webhooks.replay, name="webhook_replay"),
    path("webhooks/<int:webhook_id>/matching/", webhooks.matching, name="webhook_matching"),
    path("webhooks/<int:webhook_id>/setting-aside/", webhooks.setting_aside, name="webhook_setting_aside"),
    path("reconciliation/", reconciliation.reconciliation, name="reconciliation"),
    path("reconciliation/looks/", reconciliation.looks, name="reconciliation_looks"),
    path("reconciliation/backfills/", reconciliation.backfills, name="reconciliation_backfills"),
    path("reconciliation/runs/<int:run_id>/", reconciliation.run, name="reconciliation_run"),
    path("differences/", differences.differences, name="differences"),
    path("differences/<int:difference_id>/", differences.difference, name="difference"),
    path("differences/<int:difference_id>/owner/", differences.owner, name="difference_owner"),
    path("differences/<int:difference_id>/resolution/", differences.resolution, name="difference_resolution"),
    path("differences/<int:difference_id>/matching/", differences.matching, name="difference_matching"),
    path("settlements/", settlements.settlements, name="settlements"),
    path("settlements/fetches/", settlements.fetches, name="settlement_fetches"),
    path("settlements/<int:report_id>/", settlements.settlement, name="settlement"),
]
