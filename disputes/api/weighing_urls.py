"""Addresses of fight or accept under /api/v1/."""

from django.urls import path

from disputes.api import weigh_settings, weighing

urlpatterns = [
    path("disputes/weighing/", weighing.WeighingView.as_view()),
    path("disputes/fees/", weigh_settings.DisputeFeesView.as_view()),
    path("disputes/fees/<int:row_id>/", weigh_settings.DisputeFeeView.as_view()),
    path("disputes/fees/<int:row_id>/removal/", weigh_settings.DisputeFeeRemovalView.as_view()),
    path("disputes/work/", weigh_settings.StaffTimesView.as_view()),
    path("disputes/work/removal/", weigh_settings.StaffTimeRemovalView.as_view()),
    path("disputes/automatic-rules/", weigh_settings.AutomaticRulesView.as_view()),
    path("disputes/<slug:reference>/worth/", weighing.WorthView.as_view()),
    path("disputes/<slug:reference>/decisions/", weighing.DecisionsView.as_view()),
]
