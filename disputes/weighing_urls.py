"""The addresses of fight or accept, below /staff/disputes/."""

from __future__ import annotations

from django.urls import path

from disputes.views import weigh_fees, weigh_rules, weighing

urlpatterns = [
    path("weighing/", weighing.weighing, name="weighing"),
    path("weighing/fees/", weigh_fees.fees, name="fees"),
    path("weighing/fees/entries/", weigh_fees.fee_entries, name="fee_entries"),
    path("weighing/fees/entries/<int:row_id>/", weigh_fees.fee, name="fee"),
    path("weighing/fees/entries/<int:row_id>/removal/", weigh_fees.fee_removal, name="fee_removal"),
    path("weighing/fees/work/", weigh_fees.work, name="work"),
    path("weighing/fees/work/removal/", weigh_fees.work_removal, name="work_removal"),
    path("weighing/rules/", weigh_rules.rules, name="rules"),
    path("weighing/rules/setting/", weigh_rules.rule_setting, name="rule_setting"),
]
