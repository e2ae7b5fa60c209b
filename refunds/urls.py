"""The addresses of the staff pages. A move on a case is a resource to POST to."""

from __future__ import annotations

from django.urls import path

from refunds.views import (
    bulk,
    change_refund,
    customers,
    mail,
    moves,
    new_refund,
    payments,
    plans,
    queue,
    refund_page,
    saved_views,
)

app_name = "refunds"

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("refunds/", queue.queue, {"view": "all"}, name="refunds"),
    path("refunds/new/", new_refund.new_refund, name="new"),
    path("refunds/<str:reference>/", refund_page.refund_page, name="refund"),
    path("refunds/<str:reference>/approval/", moves.approval, name="approval"),
    path("refunds/<str:reference>/rejection/", moves.rejection, name="rejection"),
    path("refunds/<str:reference>/question/", moves.question, name="question"),
    path("refunds/<str:reference>/answer/", moves.answer, name="answer"),
    path("refunds/<str:reference>/cancellation/", moves.cancellation, name="cancellation"),
    path("refunds/<str:reference>/retry/", moves.retry, name="retry"),
    path("refunds/<str:reference>/transfer/", moves.transfer, name="transfer"),
    path("bulk/", bulk.bulk_runs, name="bulk_runs"),
    path("bulk/new/", bulk.bulk_new, name="bulk_new"),
    path("bulk/<str:reference>/", bulk.bulk_run, name="bulk_run"),
    path("bulk/<str:reference>/confirmation/", bulk.bulk_confirmation, name="bulk_confirmation"),
    path("bulk/<str:reference>/stop/", bulk.bulk_stop, name="bulk_stop"),
    path("bulk/<str:reference>/again/", bulk.bulk_again, name="bulk_again"),
    path("bulk/<str:reference>/result.csv", bulk.bulk_result, {"ending": "csv"}, name="bulk_csv"),
    path("bulk/<str:reference>/result.xlsx", bulk.bulk_result, {"ending": "xlsx"}, name="bulk_xlsx"),
    path("views/", saved_views.views, name="views"),
    path("views/<int:view_id>/", saved_views.change, name="view"),
    path("views/<int:view_id>/deletion/", saved_views.deletion, name="view_deletion"),
    path("refunds/<str:reference>/change/", change_refund.change, name="change"),
    path("refunds/<str:reference>/rail_proposal/", moves.rail_proposal, name="rail_proposal"),
    path("refunds/<str:reference>/rail_answer/", moves.rail_answer, name="rail_answer"),
    path("refunds/<str:reference>/rail_withdrawal/", moves.rail_withdrawal, name="rail_withdrawal"),
    path("plans/new/", plans.new_plan, name="new_plan"),
    path("plans/<str:reference>/", plans.plan, name="plan"),
    path("plans/<str:reference>/approval/", plans.plan_approval, name="plan_approval"),
    path("plans/<str:reference>/rejection/", plans.plan_rejection, name="plan_rejection"),
    path("plans/<str:reference>/cancellation/", plans.plan_cancellation, name="plan_cancellation"),
    path("payments/", payments.payments, name="payments"),
    path("payments/<str:reference>/", payments.payment, name="payment"),
    path("payments/<str:reference>/holds/", payments.holds, name="holds"),
    path("customers/", customers.customers, name="customers"),
    path("customers/<str:reference>/", customers.customer, name="customer"),
    path("mail/", mail.mail, name="mail"),
    path("mail/<int:letter_id>/", mail.letter, name="letter"),
    path("mail/<int:letter_id>/paper/", mail.paper, name="paper"),
    path("mail/<int:letter_id>/resending/", mail.resending, name="resending"),
]
